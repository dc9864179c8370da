package io.weir.agent.compile;

import io.weir.agent.model.Neighbour;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.WireNode;
import io.weir.policy.model.NodeFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the programs know of other nodes. Pure.
 *
 * @param nodes where tunnels reach each, by {@link NodeId}
 * @param peers whose tunnels are taken
 * @param nextHops of the nodes that are on our links
 * @param neighbours who of them has a MAC
 * @param addresses that answer on NodePorts over there
 */
public record WireNodes(
    Map<Integer, WireNode> nodes,
    Map<Address, Integer> peers,
    Map<Integer, NextHop> nextHops,
    Map<MacKey, Integer> neighbours,
    Set<IpAddress> addresses) {

  /** Of two nodes whose names share a number, the one that comes first in order has it. */
  public static WireNodes of(
      Collection<NodeFacts> all, String ownName, Collection<Neighbour> neighbours) {
    WireNodes wire =
        new WireNodes(
            new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>());
    Map<IpAddress, Neighbour> byAddress = new HashMap<>();
    neighbours.forEach(n -> byAddress.put(n.address(), n));
    all.stream()
        .filter(node -> !node.name().equals(ownName))
        .sorted(Comparator.comparing(NodeFacts::name))
        .forEach(node -> wire.add(node, byAddress));
    return wire;
  }

  private void add(NodeFacts node, Map<IpAddress, Neighbour> byAddress) {
    int id = NodeId.of(node.name());
    Optional<IpAddress> ipv4 = first(node.addresses(), Family.IPV4);
    Optional<IpAddress> ipv6 = first(node.addresses(), Family.IPV6);
    if (nodes.containsKey(id)) {
      return;
    }
    nodes.put(id, new WireNode(abi(ipv4), abi(ipv6)));
    node.addresses().forEach(a -> peers.put(AbiAddress.of(a), id));
    ipv4.ifPresent(addresses::add);
    ipv6.ifPresent(addresses::add);
    node.addresses().stream()
        .filter(byAddress::containsKey)
        .findFirst()
        .map(byAddress::get)
        .ifPresent(n -> {
          nextHops.put(id, new NextHop(n.ifindex(), n.ownMac().bits(), n.mac().bits()));
          neighbours.put(new MacKey(n.mac().bits()), id);
        });
  }

  /** The first address of each family, as NodePorts' "primary" has it. */
  public static Optional<IpAddress> first(List<IpAddress> addresses, Family family) {
    return addresses.stream().filter(a -> a.family() == family).findFirst();
  }

  private static Address abi(Optional<IpAddress> address) {
    return address.map(AbiAddress::of).orElse(AbiAddress.NONE);
  }
}
