package io.weir.agent.watch;

import java.time.Duration;

/**
 * How the writer of statuses goes about its work.
 *
 * @param answer the longest wait for the API server
 * @param pause after each policy, so that many changes at once are no burst
 * @param renew how often the one who writes says that it is there
 * @param lasts a lease that was not renewed for so long is free
 * @param look how often, up to twice as long, the others see whether it is; more than {@code lasts}
 */
record StatusTiming(
    Duration answer, Duration pause, Duration renew, Duration lasts, Duration look) {
  static final StatusTiming PRODUCTION =
      new StatusTiming(
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));
}
