package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.NodeFacts;
import java.util.Arrays;
import java.util.List;

/**
 * The algorithm of services.md section 2 for one Service port and family. It first settles what
 * concerns all candidates, then answers for each of them; both the sets and their explanation are
 * made of these answers.
 */
final class Selection {
  private final Candidate[] candidates;
  private final NodeFacts node;
  private final Topology topology;
  private final boolean usesLocal;
  private final boolean anyReady;
  private final boolean anyLocalReady;
  private final boolean any;

  Selection(Candidate[] candidates, boolean usesCluster, boolean usesLocal, NodeFacts node) {
    this.candidates = candidates;
    this.node = node;
    this.usesLocal = usesLocal;
    boolean ready = false;
    boolean localReady = false;
    boolean usable = false;
    for (Candidate c : candidates) {
      EndpointSlice.Endpoint e = c.endpoint();
      ready |= e.ready();
      localReady |= e.ready() && c.local();
      usable |= e.ready() || e.serving() && e.terminating();
    }
    this.anyReady = ready;
    this.anyLocalReady = localReady;
    this.any = usable;
    this.topology = usesCluster ? topology(ready) : Topology.UNUSED;
  }

  private Topology topology(boolean ready) {
    if (!ready) {
      return Topology.NONE_READY;
    }
    boolean allHintNodes = true;
    boolean allHintZones = true;
    boolean ourNode = false;
    boolean ourZone = false;
    for (Candidate c : candidates) {
      EndpointSlice.Endpoint e = c.endpoint();
      if (e.ready()) {
        allHintNodes &= !e.nodeHints().isEmpty();
        allHintZones &= !e.zoneHints().isEmpty();
        ourNode |= e.nodeHints().contains(node.name());
        ourZone |= e.zoneHints().contains(node.zone());
      }
    }
    if (allHintNodes && ourNode) {
      return Topology.SAME_NODE;
    }
    if (allHintZones && ourZone) {
      return Topology.SAME_ZONE;
    }
    return allHintNodes || allHintZones ? Topology.NONE_FOR_US : Topology.HINT_MISSING;
  }

  Topology topology() {
    return topology;
  }

  Candidate[] candidates() {
    return candidates;
  }

  /** Steps 1 to 3. A mode is only chosen where it leaves a ready endpoint. */
  Membership inCluster(Candidate c) {
    EndpointSlice.Endpoint e = c.endpoint();
    if (topology == Topology.UNUSED) {
      return Membership.UNUSED;
    }
    if (!e.ready()) {
      return withoutReady(e, anyReady);
    }
    if (topology == Topology.SAME_NODE && !e.nodeHints().contains(node.name())) {
      return Membership.OTHER_NODE;
    }
    return topology == Topology.SAME_ZONE && !e.zoneHints().contains(node.zone())
        ? Membership.OTHER_ZONE
        : Membership.READY;
  }

  /** Step 5. The fallback is decided among local endpoints alone. */
  Membership inLocal(Candidate c) {
    EndpointSlice.Endpoint e = c.endpoint();
    if (!usesLocal) {
      return Membership.UNUSED;
    }
    if (!c.local()) {
      return Membership.REMOTE;
    }
    return e.ready() ? Membership.READY : withoutReady(e, anyLocalReady);
  }

  private static Membership withoutReady(EndpointSlice.Endpoint e, boolean othersReady) {
    if (!e.terminating()) {
      return Membership.NOT_READY;
    }
    if (!e.serving()) {
      return Membership.GONE;
    }
    return othersReady ? Membership.OUTDONE : Membership.FALLBACK;
  }

  Backends backends() {
    if (candidates.length == 0) {
      return Backends.NONE;
    }
    BackendList cluster = new BackendList(candidates.length);
    BackendList local = new BackendList(candidates.length);
    BackendList serving = new BackendList(candidates.length);
    for (Candidate c : candidates) {
      EndpointSlice.Endpoint e = c.endpoint();
      Backend backend = new Backend(c.address(), e.ready(), c.local(), e.nodeName());
      if (inCluster(c).in()) {
        cluster.add(backend);
      }
      if (inLocal(c).in()) {
        local.add(backend);
      }
      if (e.serving() || e.ready()) {
        serving.add(backend);
      }
    }
    List<Backend> all = serving.toList(List.of());
    return new Backends(cluster.toList(all), local.toList(all), all, any);
  }

  /** Gathers one set; sets that hold the same share one list, which they mostly do. */
  private static final class BackendList {
    private final Backend[] backends;
    private int size;

    BackendList(int most) {
      backends = new Backend[most];
    }

    void add(Backend backend) {
      backends[size++] = backend;
    }

    /** {@code superset} itself where it is no larger: all sets are picked from one order. */
    List<Backend> toList(List<Backend> superset) {
      return size == superset.size() ? superset : List.of(Arrays.copyOf(backends, size));
    }
  }
}
