package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.WireNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The maps of Services on the wire.
 *
 * @param addresses each is its own owner
 * @param pods by the interface that leads to the pod
 */
public record WireTables(
    Table<Address, Address, ServiceAddress> addresses,
    Table<Integer, Address, LocalPod> pods,
    Table<String, Integer, WireNode> nodes,
    Table<String, Address, Integer> peers,
    Table<String, Integer, NextHop> nextHops,
    Table<String, MacKey, Integer> neighbours,
    WireSwitches switches) {

  /** What is led to before what leads there. */
  private List<Table<?, ?, ?>> dependencyOrder() {
    return List.of(nodes, nextHops, neighbours, peers, pods, addresses);
  }

  /** Brings the kernel in line; returns how many entries were written or deleted. */
  public int apply(Consumer<WriteFailure> failures) {
    int changed = 0;
    for (Table<?, ?, ?> table : dependencyOrder()) {
      changed += table.put(failures);
    }
    for (Table<?, ?, ?> table : dependencyOrder().reversed()) {
      changed += table.delete(failures);
    }
    return changed;
  }

  public boolean settled() {
    return dependencyOrder().stream().allMatch(t -> t.delta().settled());
  }

  public void resync() {
    dependencyOrder().forEach(Table::resync);
  }

  /** How many entries each map holds. */
  public Map<String, Integer> entries() {
    return Map.of(
        "service_addresses", addresses.delta().installed().size(),
        "local_pods", pods.delta().installed().size(),
        "wire_nodes", nodes.delta().installed().size(),
        "tunnel_peers", peers.delta().installed().size(),
        "next_hops", nextHops.delta().installed().size(),
        "neighbour_nodes", neighbours.delta().installed().size());
  }
}
