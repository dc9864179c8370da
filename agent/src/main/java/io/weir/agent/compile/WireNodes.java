package io.weir.agent.compile;

import io.weir.agent.model.MacAddress;
import io.weir.agent.model.Neighbour;
import io.weir.agent.model.PeerNode;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.WireNode;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * What the programs know of other nodes. Pure.
 *
 * @param nodes where tunnels reach each, by {@link NodeId}
 * @param peers whose tunnels are taken
 * @param nextHops of the nodes that are on our links
 * @param neighbours who of them has a MAC
 * @param addresses that answer on NodePorts over there
 * @param faults nodes that are left out
 */
public record WireNodes(
    Map<Integer, WireNode> nodes,
    Map<Address, Integer> peers,
    Map<Integer, NextHop> nextHops,
    Map<MacKey, Integer> neighbours,
    Set<IpAddress> addresses,
    List<Fault> faults) {
  private static final BinaryOperator<Neighbour> LOWER_INTERFACE =
      BinaryOperator.minBy(Comparator.comparingInt(Neighbour::ifindex));

  /**
   * Of two nodes whose names share a number, or whose status has the same address, the one that
   * comes first by name has it.
   *
   * @param neighbours on links that lead out of the node: what is said elsewhere, by a pod say,
   *     does not count
   */
  public static WireNodes of(
      Collection<PeerNode> all, String ownName, Collection<Neighbour> neighbours) {
    WireNodes wire =
        new WireNodes(
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashSet<>(),
            new ArrayList<>());
    Map<Integer, PeerNode> kept = wire.add(others(all, ownName));
    Map<IpAddress, Neighbour> byAddress = new HashMap<>();
    neighbours.forEach(n -> byAddress.merge(n.address(), n, LOWER_INTERFACE));
    wire.link(onLinks(kept, byAddress));
    return wire;
  }

  private static List<PeerNode> others(Collection<PeerNode> all, String ownName) {
    return all.stream()
        .filter(node -> !node.name().equals(ownName))
        .sorted(Comparator.comparing(PeerNode::name))
        .toList();
  }

  private Map<Integer, PeerNode> add(List<PeerNode> others) {
    Map<Integer, PeerNode> kept = new HashMap<>();
    for (PeerNode node : others) {
      int id = NodeId.of(node.name());
      PeerNode first = kept.putIfAbsent(id, node);
      if (first == null) {
        nodes.put(id, new WireNode(abi(node, Family.IPV4), abi(node, Family.IPV6)));
        node.internal().forEach(a -> peers.putIfAbsent(AbiAddress.of(a), id));
      } else {
        faults.add(
            new Fault(
                "Node " + node.name(),
                "metadata.name",
                "has the number of Node " + first.name() + ": no tunnel leads to it; rename one"));
      }
      Arrays.stream(Family.values()).flatMap(f -> node.primary(f).stream()).forEach(addresses::add);
    }
    return kept;
  }

  /** Each node as our links know it: by IPv4, by IPv6, or both. */
  private static Map<Integer, List<Neighbour>> onLinks(
      Map<Integer, PeerNode> kept, Map<IpAddress, Neighbour> byAddress) {
    Map<Integer, List<Neighbour>> found = new HashMap<>();
    kept.forEach((id, node) -> {
      for (Family family : List.of(Family.IPV4, Family.IPV6)) {
        node.internal(family)
            .map(byAddress::get)
            .ifPresent(n -> found.computeIfAbsent(id, _ -> new ArrayList<>()).add(n));
      }
    });
    return found;
  }

  /**
   * A MAC that answers for several nodes is that of a router which stands in for them: what it
   * sends comes from anywhere, and what it gets it routes.
   */
  private void link(Map<Integer, List<Neighbour>> found) {
    Map<MacAddress, Set<Integer>> nodesOf = new HashMap<>();
    found.forEach((id, seen) ->
        seen.forEach(n -> nodesOf.computeIfAbsent(n.mac(), _ -> new HashSet<>()).add(id)));
    found.forEach((id, seen) -> {
      for (Neighbour n : seen) {
        if (nodesOf.get(n.mac()).size() == 1) {
          nextHops.putIfAbsent(id, new NextHop(n.ifindex(), n.ownMac().bits(), n.mac().bits()));
          neighbours.put(new MacKey(n.mac().bits()), id);
        }
      }
    });
  }

  /** The first address of each family, as NodePorts' "primary" has it. */
  public static Optional<IpAddress> first(List<IpAddress> addresses, Family family) {
    return addresses.stream().filter(a -> a.family() == family).findFirst();
  }

  private static Address abi(PeerNode node, Family family) {
    return node.internal(family).map(AbiAddress::of).orElse(AbiAddress.NONE);
  }
}
