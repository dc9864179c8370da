package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.WatchStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The figures of one watch: written by its thread, read by any. */
final class Counters {
  private final Kind kind;
  private final AtomicLong lists = new AtomicLong();
  private final AtomicLong restarts = new AtomicLong();
  private final AtomicLong garbage = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private volatile boolean served = true;
  private volatile Optional<Instant> lastContact = Optional.empty();

  Counters(Kind kind) {
    this.kind = kind;
  }

  void contact() {
    lastContact = Optional.of(Instant.now());
  }

  void listed() {
    lists.incrementAndGet();
  }

  void served(boolean known) {
    served = known;
  }

  void restarted() {
    restarts.incrementAndGet();
  }

  void garbage() {
    garbage.incrementAndGet();
  }

  void skipped() {
    skipped.incrementAndGet();
  }

  boolean synced() {
    return lists.get() > 0;
  }

  WatchStatus status() {
    long complete = lists.get();
    return new WatchStatus(
        kind,
        complete > 0,
        served,
        lastContact,
        restarts.get(),
        Math.max(0, complete - 1),
        garbage.get(),
        skipped.get());
  }
}
