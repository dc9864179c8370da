package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.maps.WireTables;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * What a question may look at of Services on the wire: as the maps have it. Only valid while the
 * loop runs the question.
 */
public final class WireView {
  private final ClusterState state;
  private final WireTables tables;

  WireView(ClusterState state, WireTables tables) {
    this.state = state;
    this.tables = tables;
  }

  /** {@code enum service_address_flags}; 0 where no Service answers. */
  public int flags(IpAddress address) {
    return tables
        .addresses()
        .delta()
        .installed(AbiAddress.of(address))
        .map(ServiceAddress::flags)
        .orElse(0);
  }

  /** Whether it is of a range of ClusterIPs that the programs know. */
  public boolean isInServiceRange(IpAddress address) {
    List<IpPrefix> ranges = state.wire().serviceRanges();
    return ranges.stream()
        .limit(tables.switches().mostRanges())
        .anyMatch(range -> range.contains(address));
  }

  /** Where tunnels of a family reach the node of this number; empty where they do not. */
  public Optional<IpAddress> tunnelTo(int node, Family family) {
    return tables
        .nodes()
        .delta()
        .installed(node)
        .map(found -> family == Family.IPV4 ? found.ipv4() : found.ipv6())
        .filter(address -> !address.equals(AbiAddress.NONE))
        .map(AbiAddress::toIp);
  }

  /** Whether the node of this number is on one of our links. */
  public boolean isNeighbour(int node) {
    return tables.nextHops().delta().installed(node).isPresent();
  }

  /** Whether a pod of this node has it, and the interface that leads there is known. */
  public boolean leadsToPod(IpAddress address) {
    return tables.pods().delta().installed(AbiAddress.of(address)).isPresent();
  }

  /** Where tunnels and source translation of a family start; empty where the node has none. */
  public Optional<IpAddress> own(Family family) {
    return state.node().facts().addresses().stream()
        .filter(address -> address.family() == family)
        .findFirst();
  }
}
