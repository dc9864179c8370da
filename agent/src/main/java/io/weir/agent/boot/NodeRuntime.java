package io.weir.agent.boot;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.loop.RuntimeFacts;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.WatchStatus;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.WireSnapshot;
import io.weir.bpf.map.MapInfo;
import io.weir.bpf.map.MapType;
import io.weir.bpf.map.PerCpuCounters;
import io.weir.bpf.probe.Features;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Asks watches, hooks and maps how they are. Called by the loop's thread only. */
final class NodeRuntime implements RuntimeFacts {
  /** A map's memory changes slowly, and asking for it reads a file of /proc for each map. */
  private static final Duration MAPS_EVERY = Duration.ofSeconds(10);

  private final NodePrograms programs;
  private final PerCpuCounters counters;
  private final Supplier<List<WatchStatus>> watches;
  private final Supplier<List<AgentSnapshot.Sync>> syncs;
  private List<MapInfo> maps = List.of();
  private Instant mapsRead = Instant.EPOCH;

  NodeRuntime(
      NodePrograms programs,
      Supplier<List<WatchStatus>> watches,
      Supplier<List<AgentSnapshot.Sync>> syncs) {
    this.programs = programs;
    this.counters = programs.sockets().object().counters("socket_counters");
    this.watches = watches;
    this.syncs = syncs;
  }

  @Override
  public List<AgentSnapshot.Sync> syncs() {
    return syncs.get();
  }

  @Override
  public List<AgentSnapshot.Watch> watches(Map<ClusterEvent.Kind, Integer> objects) {
    return watches.get().stream()
        .map(w ->
            new AgentSnapshot.Watch(
                plural(w),
                w.synced(),
                w.lastContact(),
                objects.get(w.kind()),
                w.restarts(),
                w.skipped()))
        .toList();
  }

  private static String plural(WatchStatus watch) {
    String kind = watch.kind().name().toLowerCase(Locale.ROOT).replace("_", "");
    return kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
  }

  @Override
  public List<AgentSnapshot.Attachment> attachments() {
    Maintenance maintenance = programs.maintenance();
    return Arrays.stream(SocketHook.values())
        .map(hook ->
            new AgentSnapshot.Attachment(
                hook.program(),
                hook.program(),
                maintenance.expected(),
                maintenance.attached().contains(hook)))
        .toList();
  }

  @Override
  public List<AgentSnapshot.MapUse> maps(Map<String, Integer> entries) {
    Instant now = Instant.now();
    if (now.isAfter(mapsRead.plus(MAPS_EVERY))) {
      maps = programs.maps();
      mapsRead = now;
    }
    Map<String, Integer> used = programs.entries();
    used.putAll(entries);
    return maps.stream()
        .filter(m -> used.containsKey(m.name()))
        .map(m ->
            new AgentSnapshot.MapUse(
                m.name(),
                used.get(m.name()),
                m.maxEntries(),
                m.memoryBytes(),
                m.type() == MapType.LRU_HASH))
        .toList();
  }

  @Override
  public List<AgentSnapshot.Feature> features() {
    Features kernel = Features.get();
    return List.of(
        new AgentSnapshot.Feature("services_mode", programs.mode(), ""),
        feature("refuse_errno", kernel.setRetval(), "a refused connect says EPERM (kernel 5.18)"),
        feature(
            "cut_udp_sockets",
            kernel.sockDestroy() && kernel.udpIterator(),
            "connected UDP sockets keep backends that are gone (kernel 6.5)"),
        feature(
            "cluster_network_policy",
            served(ClusterEvent.Kind.CLUSTER_NETWORK_POLICY),
            "there are no ClusterNetworkPolicies: their CRD is not installed"),
        feature(
            "service_cidr",
            served(ClusterEvent.Kind.SERVICE_CIDR),
            "ClusterIPs that no Service has are not dropped (Kubernetes 1.33)"),
        feature(
            "netfilter_flows",
            kernel.netfilterFlows(),
            "connections that began through kube-proxy may break when Weir takes over (kernel"
                + " 5.18)"),
        feature("batch", kernel.batch(), "maps are filled entry by entry (kernel 5.6)"));
  }

  private boolean served(ClusterEvent.Kind kind) {
    return watches.get().stream().filter(w -> w.kind() == kind).allMatch(WatchStatus::served);
  }

  private static AgentSnapshot.Feature feature(String name, boolean there, String otherwise) {
    return new AgentSnapshot.Feature(name, there ? "on" : "missing", there ? "" : otherwise);
  }

  @Override
  public AgentSnapshot.SocketCounts sockets() {
    return new AgentSnapshot.SocketCounts(
        counters.sum(0),
        counters.sum(1),
        counters.sum(2),
        counters.sum(3),
        counters.sum(4),
        counters.sum(5),
        counters.sum(6),
        counters.sum(7));
  }

  @Override
  public PolicySnapshot.Workload workload() {
    return programs.workload().map(Workload::counts).orElse(PolicySnapshot.Workload.NONE);
  }

  @Override
  public List<PolicySnapshot.Drop> drops() {
    return programs.drops();
  }

  @Override
  public WireSnapshot wire() {
    return programs.wire().map(WireWiring::snapshot).orElse(WireSnapshot.NONE);
  }
}
