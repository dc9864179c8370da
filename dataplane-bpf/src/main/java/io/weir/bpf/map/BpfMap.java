package io.weir.bpf.map;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * A map of the kernel with typed keys and values: hash, LRU hash, LPM trie or array.
 *
 * <p>Safe for use by several threads. Every call may throw a {@link io.weir.bpf.BpfException} that
 * names the map.
 */
public interface BpfMap<K, V> {
  String name();

  MapType type();

  int maxEntries();

  MapInfo info();

  Optional<V> get(K key);

  /**
   * Creates or replaces an entry.
   *
   * @throws io.weir.bpf.BpfException.MapFull when there is no room
   */
  void put(K key, V value);

  /**
   * Creates or replaces entries in order, in batches where the kernel can.
   *
   * @throws io.weir.bpf.BpfException.MapFull names the first key that had no room; those before it
   *     were written
   */
  void putAll(Iterable<? extends Map.Entry<K, V>> entries);

  default void putAll(Map<K, V> entries) {
    putAll(entries.entrySet());
  }

  /** False when it was not there. */
  boolean delete(K key);

  /** Deletes what is there of these keys, and returns how many were. */
  int deleteAll(Collection<K> keys);

  /**
   * Visits every entry that is there from start to end of the walk. An entry that comes or goes
   * meanwhile may or may not be seen; one may be seen twice.
   */
  void forEach(BiConsumer<? super K, ? super V> visitor);

  /**
   * Visits some entries of a hash: a walk that can pause, and be given up. Nothing is kept between
   * two calls, and entries that come and go do not disturb it.
   *
   * @param from 0 to begin with, then what the call before returned
   * @return where the walk goes on; empty at its end
   */
  OptionalInt visit(int from, BiConsumer<? super K, ? super V> visitor);

  /** All entries, as {@link #forEach} sees them. */
  default List<Map.Entry<K, V>> entries() {
    List<Map.Entry<K, V>> all = new ArrayList<>();
    forEach((key, value) -> all.add(Map.entry(key, value)));
    return all;
  }
}
