package io.weir.bench;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/weir-bench}: runs a benchmark, prints a table and writes bench/results/NAME.json. */
@Command(
    name = "weir-bench",
    description = "Measures Weir on this machine. Needs root.",
    subcommands = {
      ConnectCommand.class,
      SyncCommand.class,
      PolicyCommand.class,
      NodePortCommand.class,
      PacketCommand.class
    })
public final class Main {
  /** Set by bin/weir-bench. */
  static final Path ROOT = Path.of(System.getProperty("weir.root", "")).toAbsolutePath();

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main()).setExecutionExceptionHandler(Main::failed).execute(arguments));
  }

  /** One line: after Ctrl-C, a run stumbles over what the clean-up takes away. */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    System.err.println("weir-bench " + command.getCommandName() + ": " + e.getMessage());
    return 1;
  }
}
