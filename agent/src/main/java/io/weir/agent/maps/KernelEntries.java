package io.weir.agent.maps;

import io.weir.bpf.map.BpfMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link EntryMap} over a map of the kernel. */
public record KernelEntries<K, V>(BpfMap<K, V> map) implements EntryMap<K, V> {
  @Override
  public String name() {
    return map.name();
  }

  @Override
  public Map<K, V> load() {
    Map<K, V> entries = new HashMap<>();
    map.forEach(entries::put);
    return entries;
  }

  @Override
  public void putAll(Map<K, V> entries) {
    map.putAll(entries);
  }

  @Override
  public void put(K key, V value) {
    map.put(key, value);
  }

  @Override
  public void deleteAll(List<K> keys) {
    map.deleteAll(keys);
  }
}
