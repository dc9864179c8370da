package io.weir.agent.cli;

/** Ends a command with a message on stderr and an exit code. */
final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exit;

  CliFailure(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }
}
