package io.weir.agent.flows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A map of flows whose buckets hold two entries each, in the order they were put. */
final class MemoryTable<K, V> implements FlowTable<K, V> {
  private static final int BUCKET = 2;

  private final TreeMap<Integer, Map.Entry<K, V>> entries = new TreeMap<>();
  private int puts;

  void put(K key, V value) {
    delete(key);
    entries.put(puts++, Map.entry(key, value));
  }

  int size() {
    return entries.size();
  }

  @Override
  public OptionalInt visit(int from, BiConsumer<? super K, ? super V> visitor) {
    int end = (from + 1) * BUCKET;
    List.copyOf(entries.subMap(from * BUCKET, end).values())
        .forEach(entry -> visitor.accept(entry.getKey(), entry.getValue()));
    return entries.tailMap(end).isEmpty() ? OptionalInt.empty() : OptionalInt.of(from + 1);
  }

  @Override
  public Optional<V> get(K key) {
    return entries.values().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public boolean delete(K key) {
    return entries.values().removeIf(entry -> entry.getKey().equals(key));
  }
}
