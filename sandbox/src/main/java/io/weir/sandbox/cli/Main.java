package io.weir.sandbox.cli;

import io.weir.agent.boot.AgentMain;
import io.weir.agent.cli.WeirCommand;
import picocli.CommandLine;

/** The program {@code weir}, with the verbs of the agent and of the sandbox. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return SandboxCommand.addTo(WeirCommand.commandLine(new AgentMain()))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
