package io.weir.agent.maps;

import io.weir.agent.compile.AbiAddress;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import java.util.List;

/** The maps of Services on the wire in memory; outlives the loops that use it. */
public final class MemoryWire {
  private static final int MOST_RANGES = 16;

  public final MemoryEntries<Address, ServiceAddress> addresses =
      new MemoryEntries<>("service_addresses", 1024);
  public final MemoryEntries<Address, LocalPod> pods = new MemoryEntries<>("local_pods", 64);
  public final MemoryEntries<Integer, WireNode> nodes = new MemoryEntries<>("wire_nodes", 64);
  public final MemoryEntries<Address, Integer> peers = new MemoryEntries<>("tunnel_peers", 64);
  public final MemoryEntries<Integer, NextHop> nextHops = new MemoryEntries<>("next_hops", 64);
  public final MemoryEntries<MacKey, Integer> neighbours =
      new MemoryEntries<>("neighbour_nodes", 64);
  public final MemoryHooks podHooks = new MemoryHooks();
  public final MemoryHooks uplinkHooks = new MemoryHooks();
  public WireControl control = new WireControl(AbiAddress.NONE, AbiAddress.NONE, 0);
  public List<ServiceRange> ranges = List.of();

  /** As an agent that starts sees them. */
  public WireTables tables() {
    return new WireTables(
        new Table<>(addresses),
        new Table<>(pods),
        new Table<>(nodes),
        new Table<>(peers),
        new Table<>(nextHops),
        new Table<>(neighbours),
        new Switches());
  }

  public int operations() {
    return addresses.operations
        + pods.operations
        + nodes.operations
        + peers.operations
        + nextHops.operations
        + neighbours.operations;
  }

  private final class Switches implements WireSwitches {
    @Override
    public void node(Address ipv4, Address ipv6) {
      control = new WireControl(ipv4, ipv6, control.backends());
    }

    @Override
    public void backendsChanged() {
      control = new WireControl(control.nodeIpv4(), control.nodeIpv6(), control.backends() + 1);
    }

    @Override
    public void ranges(List<ServiceRange> wanted) {
      ranges = List.copyOf(wanted);
    }

    @Override
    public int mostRanges() {
      return MOST_RANGES;
    }
  }
}
