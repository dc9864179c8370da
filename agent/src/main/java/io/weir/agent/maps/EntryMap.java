package io.weir.agent.maps;

import io.weir.bpf.BpfException;
import java.util.List;
import java.util.Map;

/**
 * A kernel map as the agent writes it. One implementation talks to the kernel, one to the memory of
 * a test.
 */
public interface EntryMap<K, V> {
  /** The name as in maps.h, for messages. */
  String name();

  /** Everything the map holds. */
  Map<K, V> load();

  /**
   * Writes all entries, in one system call where the kernel can. May have written some on failure.
   */
  void putAll(Map<K, V> entries) throws BpfException;

  void put(K key, V value) throws BpfException;

  /** Deletes all keys; those that are not there are fine. */
  void deleteAll(List<K> keys) throws BpfException;
}
