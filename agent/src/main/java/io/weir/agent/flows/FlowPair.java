package io.weir.agent.flows;

import java.util.Optional;

/**
 * The two maps that flows of one kind are in.
 *
 * @param settled flows that both sides have spoken on
 * @param opening all others
 */
public record FlowPair<K, V>(FlowTable<K, V> settled, FlowTable<K, V> opening) {
  /** Where a flow is, and how it is there. */
  public record Found<V>(V value, boolean opening) {}

  Optional<Found<V>> find(K key) {
    return settled
        .get(key)
        .map(value -> new Found<>(value, false))
        .or(() -> opening.get(key).map(value -> new Found<>(value, true)));
  }

  /** False when it was in neither. */
  boolean forget(K key) {
    boolean wasSettled = settled.delete(key);
    return opening.delete(key) || wasSettled;
  }

  FlowTable<K, V> at(boolean opens) {
    return opens ? opening : settled;
  }
}
