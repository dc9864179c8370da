package io.weir.agent.http;

import java.io.IOException;

/** An address could not be bound, and the configuration says not to try again. */
public final class BindFailed extends IOException {
  private static final long serialVersionUID = 1;

  private final String server;

  BindFailed(String server, String address, Throwable cause) {
    super(
        "cannot listen for "
            + server
            + " on "
            + address
            + ": "
            + cause.getMessage()
            + "; stop what listens there, or set another address",
        cause);
    this.server = server;
  }

  /** health, metrics or cli. */
  public String server() {
    return server;
  }
}
