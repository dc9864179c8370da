package io.weir.agent.observe;

import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when changes wait, for each family. Safe for any thread; the only state of health that does
 * not come from the loop's snapshot, because a loop that hangs publishes none.
 */
final class SyncBacklog {
  private final InstantSource clock;
  private final Map<Family, Pending> families = new EnumMap<>(Family.class);

  /** Mutable, guarded by the backlog; null means never, or nothing. */
  private static final class Pending {
    Instant lastQueued;
    Instant lastSuccess;

    /** Arrival of the oldest change that no turn has taken. */
    Instant waiting;

    /** Arrival of the oldest change that the running turn has taken. */
    Instant taken;
  }

  SyncBacklog(InstantSource clock) {
    this.clock = clock;
    Arrays.stream(Family.values()).forEach(f -> families.put(f, new Pending()));
  }

  synchronized void queued(Family family) {
    Pending p = families.get(family);
    p.lastQueued = clock.instant();
    p.waiting = earlier(p.waiting, p.lastQueued);
  }

  synchronized void started(Family family) {
    Pending p = families.get(family);
    p.taken = earlier(p.taken, p.waiting);
    p.waiting = null;
  }

  /** Returns how long the oldest change of the turn took from its arrival; empty without any. */
  synchronized Optional<Duration> succeeded(Family family) {
    Pending p = families.get(family);
    p.lastSuccess = clock.instant();
    Optional<Duration> took =
        Optional.ofNullable(p.taken).map(since -> Duration.between(since, p.lastSuccess));
    p.taken = null;
    return took;
  }

  synchronized void failed(Family family) {
    Pending p = families.get(family);
    p.waiting = earlier(p.waiting, p.taken);
    p.taken = null;
  }

  synchronized List<AgentSnapshot.Sync> states() {
    return families.entrySet().stream().map(e -> state(e.getKey(), e.getValue())).toList();
  }

  /** How long the oldest change has waited; zero when nothing waits. */
  synchronized Duration lag() {
    Instant now = clock.instant();
    return families.entrySet().stream()
        .flatMap(e -> state(e.getKey(), e.getValue()).oldestPending().stream())
        .map(since -> Duration.between(since, now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static AgentSnapshot.Sync state(Family family, Pending p) {
    return new AgentSnapshot.Sync(
        family,
        Optional.ofNullable(p.lastQueued),
        Optional.ofNullable(p.lastSuccess),
        Optional.ofNullable(earlier(p.waiting, p.taken)));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a == null ? b : b == null || a.isBefore(b) ? a : b;
  }
}
