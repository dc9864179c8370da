package io.weir.agent.loop;

import io.weir.agent.compile.Flags;
import io.weir.agent.compile.PortCompiler;
import io.weir.agent.compile.PortEntries;
import io.weir.agent.compile.PortKey;
import io.weir.agent.compile.SlotLayout;
import io.weir.agent.maps.ServiceTables;
import io.weir.agent.maps.WriteFailure;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.service.compile.Conflict;
import io.weir.service.compile.Frontend;
import io.weir.service.compile.FrontendClaims;
import io.weir.service.compile.ServiceCompiler;
import io.weir.service.compile.ServiceWhy;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Services from the model into the maps: compiles those that changed, settles who owns which
 * frontend, finds them a place, writes the difference. Not thread-safe: the loop owns it.
 */
final class ServiceSync {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceSync.class);

  /**
   * Through this Service the agent itself may reach the API server: it never loses its backends.
   */
  private static final ObjectName KUBERNETES = new ObjectName("default", "kubernetes");

  /**
   * What one round did.
   *
   * @param failures entries the kernel refused, and Services that found no room; all are retried
   * @param staleSockets connected UDP sockets may point at backends that are gone
   * @param granted the ports of the Services of this round; none of one that is gone
   * @param frontends of the ports that were replaced in this round; none of one that is gone
   */
  record Outcome(
      int written,
      List<WriteFailure> failures,
      List<Conflict> conflicts,
      boolean staleSockets,
      Map<ObjectName, List<CompiledPort>> granted,
      Map<PortKey, List<Frontend>> frontends) {}

  private final ClusterState state;
  private final ServiceCompiler compiler;
  private final ServiceTables tables;
  private final Faults faults;
  private final Placements placements;
  private final FrontendClaims claims = new FrontendClaims();
  private final ServiceTotals totals = new ServiceTotals();
  private final Map<ObjectName, CompiledService> compiled = new HashMap<>();
  private final Map<ObjectName, List<PortKey>> portsOf = new HashMap<>();

  /** Services whose backends found no free slots: their last good state stays. */
  private final Map<ObjectName, WriteFailure> unplaced = new LinkedHashMap<>();

  /** Services that claim a frontend which another one has. */
  private final Set<ObjectName> losers = new LinkedHashSet<>();

  /** The ports that the Services of this round have, with the frontends that are theirs. */
  private Map<ObjectName, List<CompiledPort>> granted = Map.of();

  /** Of the ports that this round replaced, the frontends that are theirs. */
  private Map<PortKey, List<Frontend>> frontends = Map.of();

  private boolean staleSockets;

  ServiceSync(
      ClusterState state,
      ServiceCompiler compiler,
      ServiceTables tables,
      Faults faults,
      LongSupplier nanos) {
    this.state = state;
    this.compiler = compiler;
    this.tables = tables;
    this.faults = faults;
    this.placements =
        new Placements(tables.slots(), tables.installedFrontends(), tables.highestId(), nanos);
  }

  /** Every Service that is or was known, for a full round. */
  Set<ObjectName> everyService() {
    Set<ObjectName> all = new LinkedHashSet<>(state.serviceNames());
    all.addAll(compiled.keySet());
    all.addAll(portsOf.keySet());
    return all;
  }

  /** One round over {@code dirty} and what earlier rounds could not finish. */
  Outcome sync(Set<ObjectName> dirty) {
    staleSockets &= !tables.settled(); // what a former round could not write, this one may
    granted = new HashMap<>();
    frontends = new HashMap<>();
    List<Conflict> conflicts = new ArrayList<>();
    Set<ObjectName> affected = new LinkedHashSet<>(dirty);
    affected.addAll(unplaced.keySet());
    for (ObjectName name : List.copyOf(affected)) {
      FrontendClaims.Change change = compile(name);
      affected.addAll(change.affected());
      conflicts.addAll(change.conflicts());
    }
    conflicts.removeIf(c -> !claims.lost(c.loser().service()).contains(c)); // settled meanwhile
    affected.forEach(this::program);
    List<WriteFailure> failures = new ArrayList<>(unplaced.values());
    if (placements.awaitsRelease()) {
      placements.renew(tables.basesBeingReplaced());
    }
    int written = tables.apply(failures::add);
    placements.release(tables.basesBeingReplaced());
    return new Outcome(
        written, List.copyOf(failures), List.copyOf(conflicts), staleSockets, granted, frontends);
  }

  /** After the first full round. */
  void forgetUnclaimed() {
    placements.forgetUnclaimed();
  }

  private FrontendClaims.Change compile(ObjectName name) {
    try {
      Optional<CompiledService> fresh =
          state
              .service(name)
              .map(s -> compiler.compile(s, state.slices(name), state.node().facts()));
      faults.set("compiled " + name, fresh.map(CompiledService::faults).orElse(List.of()));
      if (name.equals(KUBERNETES) && losesBackends(fresh)) {
        LOG.warn("Service {} lost its backends: the last ones stay in force", name);
        return claims.claim(compiled.get(name));
      }
      if (fresh.isEmpty() || fresh.get().ports().isEmpty()) {
        compiled.remove(name);
        totals.remove(name);
        return claims.release(name);
      }
      compiled.put(name, fresh.get());
      totals.put(fresh.get());
      return claims.claim(fresh.get());
    } catch (RuntimeException e) {
      LOG.error("cannot compile Service {}: its last good state stays in force", name, e);
      return claims.claim(
          compiled.getOrDefault(name, new CompiledService(name, "", 0, List.of(), List.of())));
    }
  }

  private boolean losesBackends(Optional<CompiledService> fresh) {
    CompiledService before = compiled.get(KUBERNETES);
    return before != null
        && before.ports().stream().anyMatch(p -> p.backends().any())
        && fresh.map(CompiledService::ports).orElse(List.of()).stream()
            .noneMatch(p -> p.backends().any());
  }

  private void program(ObjectName name) {
    unplaced.remove(name);
    if (claims.lost(name).isEmpty()) {
      losers.remove(name);
    } else {
      losers.add(name);
    }
    List<PortKey> before = portsOf.getOrDefault(name, List.of());
    CompiledService whole = compiled.get(name);
    List<PortKey> now = new ArrayList<>();
    List<CompiledPort> ports = whole == null ? List.of() : claims.granted(whole).ports();
    granted.put(name, ports);
    for (CompiledPort port : ports) {
      PortKey key = new PortKey(port.port(), port.family());
      now.add(key);
      program(name, key, port);
    }
    Set<PortKey> kept = new HashSet<>(now);
    for (PortKey key : before) {
      if (!kept.contains(key)) {
        frontends.put(key, List.of());
        replace(key, PortEntries.NONE);
        placements.forget(key);
      }
    }
    if (now.isEmpty()) {
      portsOf.remove(name);
    } else {
      portsOf.put(name, List.copyOf(now));
    }
  }

  private void program(ObjectName name, PortKey key, CompiledPort port) {
    SlotLayout layout = SlotLayout.of(port.backends());
    try {
      program(
          key,
          port,
          new Placements.Placed(
              placements.place(key, layout, InstalledIds.of(port, tables)), layout));
    } catch (SlotsFull e) {
      unplaced.put(
          name, new WriteFailure("slots", key.toString(), Optional.of(key), true, e.getMessage()));
      if (!tables.wantedBy(key)) { // after a restart: what was found in the maps stays
        placements.placed(key).ifPresent(found -> program(key, port, found));
      }
    }
  }

  private void program(PortKey key, CompiledPort port, Placements.Placed at) {
    frontends.put(key, port.frontends());
    replace(
        key,
        PortCompiler.compile(
            port, port.frontends(), at.layout(), at.placement(), state.node().facts()));
  }

  private void replace(PortKey key, PortEntries entries) {
    if (key.port().protocol() == Protocol.UDP) {
      staleSockets |= losesServing(key, entries.members());
    }
    tables.replace(key, entries);
  }

  private boolean losesServing(PortKey key, Map<MemberKey, Member> next) {
    for (MemberKey member : tables.members().delta().keys(key)) {
      Member after = next.get(member);
      if (after == null || (after.flags() & Flags.MEMBER_SERVING) == 0) {
        return true;
      }
    }
    return false;
  }

  Optional<ServiceWhy> why(CompiledPort port) {
    ObjectName name = port.port().service();
    return state
        .service(name)
        .flatMap(s ->
            compiler.why(s, state.slices(name), state.node().facts(), port.port(), port.family()));
  }

  /** Whether the maps hold this port as it was compiled last. */
  boolean programmed(CompiledPort port) {
    PortKey key = new PortKey(port.port(), port.family());
    return !unplaced.containsKey(port.port().service()) && tables.settled(key);
  }

  boolean settled() {
    return unplaced.isEmpty() && tables.settled();
  }

  /** There are ranges of slots that a later round must free. */
  boolean awaitsRelease() {
    return placements.awaitsRelease();
  }

  Placements placements() {
    return placements;
  }

  /** Claims that lost, at most {@code most}. */
  List<Conflict> conflicts(int most) {
    return losers.stream().flatMap(name -> claims.lost(name).stream()).limit(most).toList();
  }

  /** How many entries each map holds. */
  Map<String, Integer> entries() {
    return Map.of(
        "frontends", tables.frontends().delta().installed().size(),
        "nodeports", tables.nodePorts().delta().installed().size(),
        "members", tables.members().delta().installed().size(),
        "maglev", tables.maglev().delta().installed().size(),
        "source_ranges", tables.sourceRanges().delta().installed().size(),
        "slots", placements.used());
  }

  ServiceTotals totals() {
    return totals;
  }

  Map<ObjectName, CompiledService> compiled() {
    return compiled;
  }

  FrontendClaims claims() {
    return claims;
  }
}
