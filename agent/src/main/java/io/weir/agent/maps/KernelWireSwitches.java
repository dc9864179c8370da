package io.weir.agent.maps;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.map.MappedArray;
import java.util.List;

/** {@link WireSwitches} of the kernel. */
record KernelWireSwitches(MappedArray<WireControl> control, MappedArray<ServiceRange> ranges)
    implements WireSwitches {
  private static final Address NONE = new Address(0, 0);

  @Override
  public void node(Address ipv4, Address ipv6) {
    control.put(0, new WireControl(ipv4, ipv6, control.get(0).backends()));
  }

  @Override
  public void backendsChanged() {
    WireControl now = control.get(0);
    control.put(0, new WireControl(now.nodeIpv4(), now.nodeIpv6(), now.backends() + 1));
  }

  /** Programs stop at the first that is none: what follows is written before it. */
  @Override
  public void ranges(List<ServiceRange> wanted) {
    for (int i = ranges.capacity() - 1; i >= 0; i--) {
      ranges.put(i, i < wanted.size() ? wanted.get(i) : new ServiceRange(NONE, NONE));
    }
  }

  @Override
  public int mostRanges() {
    return ranges.capacity();
  }
}
