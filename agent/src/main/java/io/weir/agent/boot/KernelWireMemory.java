package io.weir.agent.boot;

import io.weir.agent.answer.WireMemory;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.flows.FlowExpiry;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.flows.FlowWalk;
import io.weir.agent.flows.Tracked;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Affinity;
import io.weir.bpf.abi.AffinityKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.LoadedObject;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.util.Optional;

/** {@link WireMemory} of the kernel. */
record KernelWireMemory(
    FlowWalk flows,
    FlowExpiry expiry,
    BpfMap<AffinityKey, Affinity> affinity,
    BpfMap<PrefixKey, Integer> denied,
    BpfMap<Address, Long> tunnels)
    implements WireMemory {
  /** Of a whole address, in the key of a prefix: its family, and 16 bytes. */
  private static final int WHOLE = 32 + 128;

  /**
   * @param wire the programs on the wire
   */
  static KernelWireMemory of(FlowTables flows, LoadedObject wire) {
    return new KernelWireMemory(
        new FlowWalk(flows, System::nanoTime),
        new FlowExpiry(flows.timeouts()),
        wire.map("affinity", AffinityKey.class, Affinity.class),
        wire.map("deny_prefixes", PrefixKey.class, Integer.class),
        wire.map("tunnel_answers", Address.class, Long.class));
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

  @Override
  public boolean denied(IpAddress client) {
    return denied.get(new PrefixKey(WHOLE, AbiAddress.of(client))).isPresent();
  }

  @Override
  public boolean takesTunnels(IpAddress node) {
    return tunnels.get(AbiAddress.of(node)).isPresent();
  }
}
