package io.weir.service.compile;

import io.weir.service.model.ServicePort;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which Service port owns each frontend key where several claim it (services.md OBJ-16): ClusterIP
 * before load balancer IP before externalIP, then the oldest Service, then namespace, name and port
 * name. The outcome depends on the claims that stand, never on the order they came in. Mutable,
 * owned by one thread; the cost of a change is that of the keys it touches.
 */
public final class FrontendClaims {
  private final Map<ObjectName, List<Claim>> claims = new HashMap<>();
  private final Map<ClaimKey, Claim> owners = new HashMap<>();
  private final Map<ClaimKey, TreeSet<Claim>> waiting = new HashMap<>();

  /**
   * What a change of claims did.
   *
   * @param affected other Services that gained or lost a key: ask {@link #granted} for them again
   * @param conflicts claims that this change made lose
   */
  public record Change(Set<ObjectName> affected, List<Conflict> conflicts) {
    private static final Change NONE = new Change(Set.of(), List.of());

    public Change {
      affected = Set.copyOf(affected);
      conflicts = List.copyOf(conflicts);
    }
  }

  /** Replaces all claims of {@code service} by those of its frontends. */
  public Change claim(CompiledService service) {
    List<Claim> wanted = new ArrayList<>();
    for (CompiledPort port : service.ports()) {
      for (Frontend frontend : port.frontends()) {
        wanted.add(Claim.of(service, port, frontend));
      }
    }
    return replace(service.name(), wanted);
  }

  /** Drops all claims of a Service; a no-op for one that has none. */
  public Change release(ObjectName service) {
    return replace(service, List.of());
  }

  private Change replace(ObjectName service, List<Claim> wanted) {
    List<Claim> held = claims.getOrDefault(service, List.of());
    if (held.equals(wanted)) {
      return Change.NONE;
    }
    Set<Claim> given = new HashSet<>(held);
    wanted.forEach(given::remove);
    Set<Claim> taken = new HashSet<>(wanted);
    held.forEach(taken::remove);
    Map<ClaimKey, Optional<Claim>> before = new HashMap<>();
    for (Claim c : given) {
      before.putIfAbsent(c.key(), Optional.ofNullable(owners.get(c.key())));
      remove(c);
    }
    for (Claim c : taken) {
      before.putIfAbsent(c.key(), Optional.ofNullable(owners.get(c.key())));
      add(c);
    }
    if (wanted.isEmpty()) {
      claims.remove(service);
    } else {
      claims.put(service, List.copyOf(wanted));
    }
    return change(service, taken, before);
  }

  private void add(Claim claim) {
    Claim loser = claim;
    Claim owner = owners.get(claim.key());
    if (owner == null || claim.compareTo(owner) < 0) {
      owners.put(claim.key(), claim);
      loser = owner;
    }
    if (loser != null) {
      waiting.computeIfAbsent(claim.key(), k -> new TreeSet<>()).add(loser);
    }
  }

  private void remove(Claim claim) {
    TreeSet<Claim> others = waiting.get(claim.key());
    if (!claim.equals(owners.get(claim.key()))) {
      others.remove(claim);
    } else if (others == null) {
      owners.remove(claim.key());
    } else {
      owners.put(claim.key(), others.removeFirst());
    }
    if (others != null && others.isEmpty()) {
      waiting.remove(claim.key());
    }
  }

  private Change change(
      ObjectName service, Set<Claim> taken, Map<ClaimKey, Optional<Claim>> before) {
    Set<ObjectName> affected = new HashSet<>();
    Set<Conflict> conflicts = new HashSet<>();
    before.forEach((key, old) -> {
      Claim now = owners.get(key);
      boolean moved = old.isPresent() && now != null && !now.port().equals(old.get().port());
      if (moved) {
        affected.add(old.get().port().service());
        affected.add(now.port().service());
      }
      if (moved && now.port().service().equals(service)) {
        conflicts.add(new Conflict(key, now.port(), old.get().port()));
      }
    });
    for (Claim c : taken) {
      ServicePort owner = owners.get(c.key()).port();
      if (!owner.equals(c.port())) {
        conflicts.add(new Conflict(c.key(), owner, c.port()));
      }
    }
    affected.remove(service);
    return new Change(affected, List.copyOf(conflicts));
  }

  /** {@code service} with only the frontends that it owns; it must have been claimed as it is. */
  public CompiledService granted(CompiledService service) {
    List<CompiledPort> ports = new ArrayList<>(service.ports().size());
    boolean all = true;
    for (CompiledPort port : service.ports()) {
      CompiledPort own = granted(port);
      all &= own == port;
      ports.add(own);
    }
    return all ? service : service.withPorts(ports);
  }

  private CompiledPort granted(CompiledPort port) {
    List<Frontend> own = new ArrayList<>(port.frontends().size());
    for (Frontend f : port.frontends()) {
      Claim owner = owners.get(ClaimKey.of(f, port.port().protocol(), port.family()));
      if (owner != null && owner.port().equals(port.port())) {
        own.add(f);
      }
    }
    return own.size() == port.frontends().size() ? port : port.withFrontends(own);
  }

  /** Who serves {@code key}, if anybody does. */
  public Optional<ServicePort> owner(ClaimKey key) {
    return Optional.ofNullable(owners.get(key)).map(Claim::port);
  }

  /** The claims of {@code service} that it does not own, in the order of its ports. */
  public List<Conflict> lost(ObjectName service) {
    List<Conflict> lost = new ArrayList<>();
    for (Claim c : claims.getOrDefault(service, List.of())) {
      Claim owner = owners.get(c.key());
      if (!owner.port().equals(c.port())) {
        lost.add(new Conflict(c.key(), owner.port(), c.port()));
      }
    }
    return lost;
  }
}
