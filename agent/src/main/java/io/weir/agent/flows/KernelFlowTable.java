package io.weir.agent.flows;

import io.weir.bpf.map.BpfMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** {@link FlowTable} of the kernel. */
record KernelFlowTable<K, V>(BpfMap<K, V> map) implements FlowTable<K, V> {
  @Override
  public OptionalInt visit(int from, BiConsumer<? super K, ? super V> visitor) {
    return map.visit(from, visitor);
  }

  @Override
  public Optional<V> get(K key) {
    return map.get(key);
  }

  @Override
  public boolean delete(K key) {
    return map.delete(key);
  }
}
