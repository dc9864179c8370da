package io.weir.agent.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code weir agent}: every setting is a flag; what runs is handed in. */
@Command(
    name = "agent",
    description = "Run the agent of this node. Settings come from a file, WEIR_* and these flags.")
final class AgentCommand implements Callable<Integer> {
  private final AgentEntry entry;

  @Spec private CommandSpec command;

  private AgentCommand(AgentEntry entry) {
    this.entry = entry;
  }

  static CommandSpec spec(AgentEntry entry) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new AgentCommand(entry));
    entry.flags().forEach(flag -> spec.addOption(option(flag)));
    return spec;
  }

  private static OptionSpec option(AgentEntry.Flag flag) {
    boolean isSwitch = flag.defaultValue().equals("true") || flag.defaultValue().equals("false");
    String fallback = flag.defaultValue().isEmpty() ? "" : " Default: " + flag.defaultValue() + ".";
    OptionSpec.Builder option =
        OptionSpec.builder(flag.name())
            .type(String.class)
            .paramLabel(isSwitch ? "true|false" : "VALUE")
            .arity(isSwitch ? "0..1" : "1")
            .description((flag.text() + fallback).replace("%", "%%"));
    return (isSwitch ? option.fallbackValue("true") : option).build();
  }

  @Override
  public Integer call() {
    Map<String, String> given = new HashMap<>();
    for (AgentEntry.Flag flag : entry.flags()) {
      if (command.commandLine().getParseResult().hasMatchedOption(flag.name())) {
        given.put(flag.name(), command.findOption(flag.name()).getValue());
      }
    }
    return entry.run(given);
  }
}
