package io.weir.agent.cli;

import io.weir.bpf.BpfException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line on stderr and an exit code for everything that ends a command early. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    command.getErr().println("weir: " + message(failure));
    if (exit(failure) == Exit.BROKEN) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return exit(failure);
  }

  static int exit(Exception failure) {
    return switch (failure) {
      case CliFailure f -> f.exit();
      case BpfException.NotPermitted _ -> Exit.NOT_PERMITTED;
      case BpfException _ -> Exit.FINDING;
      default -> Exit.BROKEN;
    };
  }

  private static String message(Exception failure) {
    return failure instanceof CliFailure || failure instanceof BpfException
        ? failure.getMessage()
        : "this is a fault of weir: " + failure;
  }
}
