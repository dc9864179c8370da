package io.weir.agent.watch;

import java.time.Duration;

/**
 * @param answer the longest wait for an answer to begin, and for each next piece of a list
 * @param idle the longest silence of a watch; API servers send a bookmark about every minute
 * @param firstWait before the first new attempt after a failure; doubled each time
 * @param longestWait the bound of that
 */
record Timing(Duration answer, Duration idle, Duration firstWait, Duration longestWait) {
  static final Timing PRODUCTION =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofMinutes(3),
          Duration.ofMillis(200),
          Duration.ofSeconds(30));
}
