package io.weir.agent.maps;

import io.weir.bpf.BpfException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kernel map in memory: bounded, and willing to fail. */
public final class MemoryEntries<K, V> implements EntryMap<K, V> {
  private final String name;
  private final int maxEntries;
  public final Map<K, V> entries = new HashMap<>();

  /** Entries written or deleted so far. */
  public int operations;

  /** While true, every write fails as the kernel fails. */
  public boolean broken;

  public MemoryEntries(String name, int maxEntries) {
    this.name = name;
    this.maxEntries = maxEntries;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<K, V> load() {
    return Map.copyOf(entries);
  }

  @Override
  public void putAll(Map<K, V> all) {
    all.forEach(this::put);
  }

  @Override
  public void put(K key, V value) {
    check();
    if (!entries.containsKey(key) && entries.size() >= maxEntries) {
      throw new BpfException.MapFull(name, maxEntries, 0, key);
    }
    entries.put(key, value);
    operations++;
  }

  @Override
  public void deleteAll(List<K> keys) {
    check();
    keys.forEach(entries::remove);
    operations += keys.size();
  }

  private void check() {
    if (broken) {
      throw new BpfException.KernelError("ENOMEM", "map " + name + ": no memory");
    }
  }
}
