package io.weir.sandbox.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

/** What an application sees when a connection does not come about, in one word. */
final class Outcome {
  private Outcome() {}

  static String of(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof SocketTimeoutException || message.contains("timed out")) {
      return "timeout";
    }
    return e instanceof ConnectException && message.contains("refused")
            || e instanceof PortUnreachableException
            || message.contains("refused")
        ? "refused"
        : "error " + message;
  }
}
