package io.weir.agent.maps;

import io.weir.bpf.BpfException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kernel map in memory: bounded, and willing to fail. */
public final class MemoryEntries<K, V> implements EntryMap<K, V> {
  /** Decides whether the next access to a map fails as the kernel fails. */
  @FunctionalInterface
  public interface Trouble {
    void strike(String map, String operation) throws BpfException;
  }

  /** Is told of every change right after it. */
  @FunctionalInterface
  public interface Witness<V> {
    void changed(Optional<V> before);
  }

  private final String name;
  private final int maxEntries;
  public final Map<K, V> entries = new HashMap<>();

  /** Entries written or deleted so far. */
  public int operations;

  /** While true, every write fails as the kernel fails. */
  public boolean broken;

  public Trouble trouble = (map, operation) -> {};
  public Witness<V> witness = before -> {};

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
    trouble.strike(name, "load");
    return Map.copyOf(entries);
  }

  @Override
  public void putAll(Map<K, V> all) {
    all.forEach(this::put);
    trouble.strike(name, "end of a batch");
  }

  @Override
  public void put(K key, V value) {
    check();
    trouble.strike(name, "put");
    if (!entries.containsKey(key) && entries.size() >= maxEntries) {
      throw new BpfException.MapFull(name, maxEntries, 0, key);
    }
    witness.changed(Optional.ofNullable(entries.put(key, value)));
    operations++;
  }

  @Override
  public void deleteAll(List<K> keys) {
    check();
    for (K key : keys) {
      trouble.strike(name, "delete");
      witness.changed(Optional.ofNullable(entries.remove(key)));
      operations++;
    }
  }

  private void check() {
    if (broken) {
      throw new BpfException.KernelError("ENOMEM", "map " + name + ": no memory");
    }
  }
}
