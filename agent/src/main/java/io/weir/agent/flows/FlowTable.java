package io.weir.agent.flows;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** A kernel map of flows. One implementation talks to the kernel, one to the memory of a test. */
public interface FlowTable<K, V> {
  /** As {@link io.weir.bpf.map.BpfMap#visit}. */
  OptionalInt visit(int from, BiConsumer<? super K, ? super V> visitor);

  Optional<V> get(K key);

  /** False when it was not there. */
  boolean delete(K key);
}
