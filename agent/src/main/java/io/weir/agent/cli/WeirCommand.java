package io.weir.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line. */
@Command(name = "weir", description = "Kubernetes Services in the kernel, without kube-proxy.")
public final class WeirCommand {
  private WeirCommand() {}

  /** The whole command line; callers may add subcommands of their own before they execute it. */
  public static CommandLine commandLine(AgentEntry agent) {
    return new CommandLine(new WeirCommand());
  }
}
