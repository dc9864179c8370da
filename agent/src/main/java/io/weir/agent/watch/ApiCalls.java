package io.weir.agent.watch;

import java.time.Duration;

/** Hears of every request to the API server; called from any thread, and returns at once. */
@FunctionalInterface
public interface ApiCalls {
  /** For who does not count. */
  ApiCalls IGNORED = call -> {};

  /** No answer came: the server was not reached, or was silent for too long. */
  int NO_ANSWER = 0;

  /** A request has its answer, or will not get one. */
  void ended(Call call);

  /**
   * One request.
   *
   * @param method of HTTP, in capitals
   * @param server base address, as configured
   * @param status of HTTP, or {@link #NO_ANSWER}
   * @param took until the answer began; a watch goes on after that
   */
  record Call(String method, String server, int status, Duration took) {}
}
