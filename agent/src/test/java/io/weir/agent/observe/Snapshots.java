package io.weir.agent.observe;

import io.weir.agent.observe.AgentSnapshot.Attachment;
import io.weir.agent.observe.AgentSnapshot.ByFamily;
import io.weir.agent.observe.AgentSnapshot.Conflict;
import io.weir.agent.observe.AgentSnapshot.Counts;
import io.weir.agent.observe.AgentSnapshot.FaultRow;
import io.weir.agent.observe.AgentSnapshot.Feature;
import io.weir.agent.observe.AgentSnapshot.MapUse;
import io.weir.agent.observe.AgentSnapshot.Node;
import io.weir.agent.observe.AgentSnapshot.RecentError;
import io.weir.agent.observe.AgentSnapshot.SocketCounts;
import io.weir.agent.observe.AgentSnapshot.Sync;
import io.weir.agent.observe.AgentSnapshot.Watch;
import io.weir.values.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pictures for tests. */
public final class Snapshots {
  public static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  private Snapshots() {}

  /** A node that works, every component filled. */
  public static AgentSnapshot healthy() {
    return new AgentSnapshot(
        NOW,
        NOW.minusSeconds(3600),
        new Node("worker-1", Optional.of("zone-a"), true, List.of("10.0.0.11", "fd00::b")),
        true,
        List.of(
            new Watch("services", true, Optional.of(NOW.minusSeconds(2)), 12, 1, 0),
            new Watch("endpointslices", true, Optional.of(NOW.minusSeconds(1)), 14, 0, 2)),
        List.of(sync(Family.IPV4), sync(Family.IPV6)),
        new Counts(12, 31, 40, 42, 2, 1, new ByFamily(1, 0), new ByFamily(2, 3), 4, 5, frontends()),
        List.of(new Conflict("203.0.113.7:443/TCP", "shop/web", List.of("test/web"))),
        List.of(new FaultRow("Service shop/odd", "spec.externalIPs[0]", "x: not an address")),
        List.of(
            new Attachment("connect4", "weir_connect4", true, true),
            new Attachment("connect6", "weir_connect6", true, false)),
        List.of(
            new MapUse("frontends", 31, 65536, 5_242_880, false),
            new MapUse("slots", 52, 64, 2048, false),
            new MapUse("translations", 24, 524_288, 4096, false),
            new MapUse("opening_translations", 131_072, 131_072, 1024, true)),
        List.of(
            new Feature("socket_errno", "on", ""),
            new Feature("bpf_sock_destroy", "missing", "sock_diag is used instead")),
        new SocketCounts(1, 2, 3, 4, 5, 6, 7, 8),
        policy(),
        wire(),
        List.of(new RecentError(NOW.minusSeconds(60), "Service shop/web", "map slots is full")));
  }

  private static PolicySnapshot policy() {
    return new PolicySnapshot(
        new PolicySnapshot.Counts(7, 0, 2, 4, 90, 11, 0, 0, 3),
        new PolicySnapshot.Workload(1000, 900, 80, 4, 6, 2, 5, 70, 12),
        List.of(
            new PolicySnapshot.Drop(DropReason.ISOLATED.label(), "to_pod", 30, 1800),
            new PolicySnapshot.Drop(DropReason.SPOOFED_MAC.label(), "from_pod", 0, 0),
            new PolicySnapshot.Drop(DropReason.SNAT_PORTS_FULL.label(), "from_network", 2, 120)));
  }

  private static List<FrontendCount> frontends() {
    return List.of(
        new FrontendCount("cluster_ip", "local", 17),
        new FrontendCount("cluster_ip", "none", 1),
        new FrontendCount("node_port", "local", 8),
        new FrontendCount("node_port", "no_local", 2),
        new FrontendCount("load_balancer_ip", "remote", 3));
  }

  private static WireSnapshot wire() {
    return new WireSnapshot(
        List.of(
            new WireSnapshot.Path(WirePath.STACK.label(), 0, 0),
            new WireSnapshot.Path(WirePath.POD.label(), 40, 4000),
            new WireSnapshot.Path(WirePath.FORWARD.label(), 700, 90_000)),
        new WireSnapshot.Events(50, 40, 1, 2, 3, 4, 600, 5),
        24,
        7,
        List.of(
            new WireSnapshot.Snat(Family.IPV4, "10.0.0.11", 9, 4536),
            new WireSnapshot.Snat(Family.IPV6, "fd00::b", 0, 4536)),
        new WireSnapshot.Denied(5, 1),
        1);
  }

  private static Sync sync(Family family) {
    Optional<Instant> at = Optional.of(NOW.minusSeconds(5));
    return new Sync(family, at, at, Optional.empty());
  }

  /** The same, on a node with this eligibility. */
  public static AgentSnapshot eligible(boolean eligible) {
    AgentSnapshot s = healthy();
    return new AgentSnapshot(
        s.taken(),
        s.started(),
        new Node("worker-1", Optional.empty(), eligible, List.of()),
        s.synced(),
        s.watches(),
        s.syncs(),
        s.counts(),
        s.conflicts(),
        s.faults(),
        s.attachments(),
        s.maps(),
        s.features(),
        s.sockets(),
        s.policy(),
        s.wire(),
        s.errors());
  }
}
