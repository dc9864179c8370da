package io.weir.agent.boot;

import io.weir.agent.answer.WireMemory;
import io.weir.agent.flows.FlowExpiry;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.flows.FlowWalk;
import io.weir.agent.flows.Tracked;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.LoadedObject;
import java.time.Duration;
import java.util.Optional;

/** {@link WireMemory} of the kernel. */
record KernelWireMemory(FlowWalk flows, FlowExpiry expiry, BpfMap<AffinityKey, Affinity> affinity)
    implements WireMemory {
  /**
   * @param wire the programs on the wire
   */
  static KernelWireMemory of(FlowTables flows, LoadedObject wire) {
    return new KernelWireMemory(
        new FlowWalk(flows, System::nanoTime),
        new FlowExpiry(flows.timeouts()),
        wire.map("affinity", AffinityKey.class, Affinity.class));
  }

  @Override
  public Optional<Tracked.Translated> flow(Tuple tuple) {
    return flows.find(tuple).filter(flow -> expiry.at(flow) >= System.nanoTime());
  }

  @Override
  public Optional<Remembered> affinity(AffinityKey key) {
    return affinity
        .get(key)
        .map(found ->
            new Remembered(
                found, Duration.ofNanos(System.nanoTime() - found.lastUsed()).toSeconds()));
  }
}
