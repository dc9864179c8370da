package io.weir.agent.watch;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * How long to wait after the nth failure in a row: doubling to a bound, and between half and all of
 * that at random, so that the nodes of a cluster do not return to an API server in step.
 */
final class Backoff {
  private static final int MOST_DOUBLINGS = 20;

  private final Timing timing;
  private final LongUnaryOperator random;
  private int failures;

  /**
   * @param random a number below its argument
   */
  Backoff(Timing timing, LongUnaryOperator random) {
    this.timing = timing;
    this.random = random;
  }

  Duration next() {
    long doubled = timing.firstWait().toMillis() << Math.min(failures++, MOST_DOUBLINGS);
    long bound = Math.min(doubled, timing.longestWait().toMillis());
    return Duration.ofMillis(bound / 2 + random.applyAsLong(bound / 2 + 1));
  }

  /** Failures since the last {@link #reset}. */
  int failures() {
    return failures;
  }

  void reset() {
    failures = 0;
  }
}
