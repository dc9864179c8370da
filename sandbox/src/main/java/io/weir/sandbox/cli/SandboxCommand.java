package io.weir.sandbox.cli;

import io.weir.sandbox.net.SandboxFault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir sandbox}. */
@Command(
    name = "sandbox",
    description = "A cluster of network namespaces on this machine, for trying things out.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      ExecCommand.class,
      NodeCommand.class,
      KubeconfigCommand.class
    })
final class SandboxCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "give a verb: up, down, status, exec, node or kubeconfig");
  }

  /** The option that every verb has. */
  static final class Which {
    @Option(
        names = "--name",
        defaultValue = "default",
        description = "Which sandbox (default: ${DEFAULT-VALUE}).")
    String name;
  }

  /** Adds the verbs to the root of the command line. */
  static CommandLine addTo(CommandLine root) {
    CommandLine.IExecutionExceptionHandler others = root.getExecutionExceptionHandler();
    return root.addSubcommand(new SandboxCommand())
        .addSubcommand(new DemoCommand())
        .setExecutionExceptionHandler((e, commandLine, parsed) -> {
          if (e instanceof SandboxFault) {
            commandLine.getErr().println("weir sandbox: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
          }
          if (e.getCause() instanceof InterruptedException) {
            commandLine.getErr().println("weir sandbox: interrupted");
            return CommandLine.ExitCode.SOFTWARE;
          }
          return others.handleExecutionException(e, commandLine, parsed);
        });
  }
}
