package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.ServiceRange;
import java.util.List;

/** What changes of the wire programs' behaviour without an entry of its own. */
public interface WireSwitches {
  /** This node's address in each family; zero for one that it lacks. */
  void node(Address ipv4, Address ipv6);

  /** UDP flows look whether their backends still serve. */
  void backendsChanged();

  /** Ranges of ClusterIPs, at most {@link #mostRanges()}. */
  void ranges(List<ServiceRange> ranges);

  int mostRanges();
}
