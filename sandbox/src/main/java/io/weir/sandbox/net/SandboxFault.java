package io.weir.sandbox.net;

/** Something the user must know: the message says what failed, on what, and what to do. */
public final class SandboxFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SandboxFault(String message) {
    super(message);
  }

  public SandboxFault(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
