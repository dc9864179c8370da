package io.weir.agent.cli;

import io.weir.agent.observe.Snapshots;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;

/** Runs commands as a user does, and keeps what they print. */
final class Shell {
  private final AtomicReference<Map<String, String>> agentFlags = new AtomicReference<>(Map.of());

  record Result(int exit, String out, String err) {}

  Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine weir = WeirCommand.commandLine(agent(), () -> Snapshots.NOW);
    weir.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    weir.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return new Result(weir.execute(arguments), out.toString(), err.toString());
  }

  /** The flags that {@code weir agent} was last run with. */
  Map<String, String> agentFlags() {
    return agentFlags.get();
  }

  private AgentEntry agent() {
    return new AgentEntry() {
      @Override
      public List<Flag> flags() {
        return List.of(
            new Flag("--node-name", "", "Name of the node, 100% needed."),
            new Flag("--bind-hard-fail", "false", "Exit instead."),
            new Flag("--health-address", "0.0.0.0:10256", "Health."));
      }

      @Override
      public int run(Map<String, String> flags) {
        agentFlags.set(flags);
        return 78;
      }
    };
  }
}
