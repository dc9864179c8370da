package io.weir.agent.flows;

import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.program.LoadedObject;
import java.util.Optional;

/**
 * Every flow that programs of this node track.
 *
 * @param policy empty where policies are not ours to enforce
 * @param wire empty where only sockets are served
 * @param timeouts of both
 */
public record FlowTables(
    Optional<FlowPair<FlowKey, Flow>> policy,
    Optional<FlowPair<Tuple, Translation>> wire,
    FlowTimeouts timeouts) {
  /** Where no programs track anything. */
  public static final FlowTables NONE =
      new FlowTables(
          Optional.empty(), Optional.empty(), new FlowTimeouts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

  /**
   * @param workload the programs at pods' interfaces
   * @param wire those that translate
   */
  public static FlowTables of(Optional<LoadedObject> workload, Optional<LoadedObject> wire) {
    return workload
        .or(() -> wire)
        .map(object ->
            new FlowTables(
                workload.map(o -> pair(o, "flows", FlowKey.class, Flow.class)),
                wire.map(o -> pair(o, "translations", Tuple.class, Translation.class)),
                object.constant(FlowTimeouts.class)))
        .orElse(NONE);
  }

  private static <K, V> FlowPair<K, V> pair(
      LoadedObject object, String settled, Class<K> key, Class<V> value) {
    return new FlowPair<>(
        new KernelFlowTable<>(object.map(settled, key, value)),
        new KernelFlowTable<>(object.map("opening_" + settled, key, value)));
  }
}
