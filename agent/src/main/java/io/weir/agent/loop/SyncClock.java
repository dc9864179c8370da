package io.weir.agent.loop;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.service.model.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When changes arrived and when the maps last held them all. Arrivals are noted by the thread that
 * brings them, so that a loop that hangs shows. Both families are synced in one turn.
 */
final class SyncClock {
  private Optional<Instant> lastQueued = Optional.empty();
  private Optional<Instant> lastSuccess = Optional.empty();
  private Optional<Instant> oldestPending = Optional.empty();

  synchronized void queued(Instant now) {
    lastQueued = Optional.of(now);
    if (oldestPending.isEmpty()) {
      oldestPending = lastQueued;
    }
  }

  /** What was queued before {@code begun} is in the maps. */
  synchronized void succeeded(Instant begun, Instant now) {
    lastSuccess = Optional.of(now);
    oldestPending = lastQueued.filter(queued -> !queued.isBefore(begun));
  }

  synchronized List<AgentSnapshot.Sync> syncs() {
    return List.of(
        new AgentSnapshot.Sync(Family.IPV4, lastQueued, lastSuccess, oldestPending),
        new AgentSnapshot.Sync(Family.IPV6, lastQueued, lastSuccess, oldestPending));
  }
}
