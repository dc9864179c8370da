package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.Neighbour;
import io.weir.agent.model.NodeInterface;
import io.weir.agent.model.PeerNode;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What packets on the wire depend on beside Services. Not thread-safe. */
final class WireFacts {
  private final SortedMap<String, List<IpPrefix>> ranges = new TreeMap<>();
  private final Map<String, PeerNode> nodes = new HashMap<>();
  private Set<NodeInterface> interfaces = Set.of();
  private Set<Neighbour> neighbours = Set.of();

  void interfaces(Set<NodeInterface> now) {
    interfaces = now;
  }

  void neighbours(Set<Neighbour> now) {
    neighbours = now;
  }

  /** Whether it is a change. */
  boolean put(PeerNode node) {
    return !node.equals(nodes.put(node.name(), node));
  }

  boolean removeNode(String name) {
    return nodes.remove(name) != null;
  }

  /** All nodes, our own among them. */
  Collection<PeerNode> nodes() {
    return nodes.values();
  }

  void put(ClusterEvent.ServiceCidrChanged range) {
    ranges.put(range.name(), range.ranges());
  }

  void removeRange(String name) {
    ranges.remove(name);
  }

  Set<String> rangeNames() {
    return ranges.keySet();
  }

  /** Ranges of ClusterIPs, by the names of their objects. */
  List<IpPrefix> serviceRanges() {
    return ranges.values().stream().flatMap(List::stream).distinct().toList();
  }

  Set<NodeInterface> interfaces() {
    return interfaces;
  }

  /** Addresses of the node's interfaces. */
  Set<IpAddress> localAddresses() {
    return interfaces.stream()
        .flatMap(i -> i.addresses().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  Set<Neighbour> neighbours() {
    return neighbours;
  }
}
