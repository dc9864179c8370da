package io.weir.agent.kube;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits for what nobody tells of. */
final class Awaiting {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final long PAUSE_NANOS = 20_000_000;

  /** May break off with an exception, as a call to a server does. */
  @FunctionalInterface
  interface Look<T, E extends Exception> {
    Optional<T> now() throws E;
  }

  private Awaiting() {}

  /** The first value that {@code look} gives. */
  static <T, E extends Exception> T value(String what, Look<T, E> look) throws E {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> found = look.now();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new AssertionError("did not come within " + LIMIT + ": " + what);
  }
}
