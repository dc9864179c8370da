package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.AgentSnapshot.MapUse;
import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.PolicySnapshot.Drop;
import io.weir.agent.observe.WireSnapshot;
import java.util.List;
import java.util.Set;

/**
 * The answer of {@code weir ct stats}.
 *
 * @param flows by kind, counted now
 * @param maps how full they are, at the last sweep; translations take two entries for most flows
 * @param snat as in {@code weir status}
 * @param snatPortsFull packets that found no port
 * @param paths of every packet since the maps were made
 */
record FlowStats(
    List<FlowCounts.Count> flows,
    List<MapUse> maps,
    List<WireSnapshot.Snat> snat,
    long snatPortsFull,
    List<WireSnapshot.Path> paths) {
  private static final Set<String> MAPS =
      Set.of("flows", "opening_flows", "translations", "opening_translations");

  static FlowStats of(List<FlowCounts.Count> flows, AgentSnapshot snapshot) {
    return new FlowStats(
        flows,
        snapshot.maps().stream().filter(m -> MAPS.contains(m.name())).toList(),
        snapshot.wire().snat(),
        snapshot.policy().drops().stream()
            .filter(d -> d.reason().equals("snat_ports_full"))
            .mapToLong(Drop::packets)
            .sum(),
        snapshot.wire().paths());
  }
}
