package io.weir.agent.observe;

import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;

/**
 * What the loop and the watches report while they work. Every method returns at once and may be
 * called from any thread; {@link #queued} must be called where a change arrives, not where it is
 * handled, or a hung loop would look healthy (services.md HC-6).
 */
public interface SyncMetrics {
  /** A change that concerns {@code family} arrived and waits for a turn. */
  void queued(Family family);

  /** An object changed in a way that matters, or was added or removed. */
  void changed(Change change);

  /** A turn begins: it takes everything queued so far. */
  void started(Family family);

  /** The turn wrote all it wanted. */
  void succeeded(Family family, Scope scope, Duration took);

  /** The turn could not write everything; what it took counts as queued again. */
  void failed(Family family, Scope scope, Duration took, FailureCause cause);

  /**
   * An EndpointSlice's change is in the maps.
   *
   * @param trigger its annotation endpoints.kubernetes.io/last-change-trigger-time
   */
  void programmed(Family family, Instant trigger);

  /** Records that the kernel or we dropped {@code count} events. */
  void eventsLost(LostWhere where, long count);

  /** Kinds of change that kube-proxy counts. */
  enum Change {
    SERVICE,
    ENDPOINTS
  }

  /** How much a turn looked at. */
  enum Scope {
    FULL,
    PARTIAL
  }

  /** Why a turn failed; a metric label. */
  enum FailureCause {
    MAP_FULL,
    SLOTS_FULL,
    KERNEL,
    OTHER
  }

  /** Where events were lost; a metric label. */
  enum LostWhere {
    KERNEL,
    AGENT
  }
}
