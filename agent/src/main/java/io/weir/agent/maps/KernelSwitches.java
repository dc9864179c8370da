package io.weir.agent.maps;

import io.weir.bpf.abi.WorkloadControl;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.map.PacketCounters;

/** {@link PolicySwitches} of the kernel. */
record KernelSwitches(MappedArray<WorkloadControl> control, PacketCounters ruleCounters)
    implements PolicySwitches {
  @Override
  public void reconsider() {
    control.put(0, new WorkloadControl(control.get(0).nodeEpoch() + 1));
  }

  @Override
  public int counters() {
    return ruleCounters.size();
  }

  @Override
  public void clearCounters(int first, int count) {
    ruleCounters.clear(first, count);
  }
}
