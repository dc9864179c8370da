package io.weir.service.compile;

import io.weir.service.model.ObjectName;
import java.util.List;
import java.util.Set;

/**
 * Which Service port owns each frontend key where several claim it (services.md OBJ-16): ClusterIP
 * before load balancer IP before externalIP, then the oldest Service, then namespace, name and port
 * name. The outcome depends on the claims that stand, never on the order they came in. Mutable,
 * owned by one thread; the cost of a change is that of the keys it touches.
 */
public final class FrontendClaims {
  /**
   * What a change of claims did.
   *
   * @param affected other Services that gained or lost a key: ask {@link #granted} for them again
   * @param conflicts claims that this change made lose
   */
  public record Change(Set<ObjectName> affected, List<Conflict> conflicts) {
    static final Change NONE = new Change(Set.of(), List.of());

    public Change {
      affected = Set.copyOf(affected);
      conflicts = List.copyOf(conflicts);
    }
  }

  /** Replaces all claims of {@code service} by those of its frontends. */
  public Change claim(CompiledService service) {
    return Change.NONE;
  }

  /** Drops all claims of a Service; a no-op for one that has none. */
  public Change release(ObjectName service) {
    return Change.NONE;
  }

  /** {@code service} with only the frontends that it owns; it must have been claimed as it is. */
  public CompiledService granted(CompiledService service) {
    return service;
  }

  /** The keys that {@code service} claims and does not own. */
  public List<Conflict> lost(ObjectName service) {
    return List.of();
  }
}
