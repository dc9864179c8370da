package io.weir.agent.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * What one kernel map should hold, what it holds, and the difference; the cost of every operation
 * is that of the change.
 *
 * <pre>
 *        desired                 installed
 *   ┌───────────────┬─────────┬───────────────┐
 *   │ only desired  │  both   │ only installed│
 *   │ → puts        │ equal?  │ → deletes     │
 *   └───────────────┴─no→puts─┴───────────────┘
 * </pre>
 *
 * <p>At a restart {@link #observe} fills {@code installed} from the kernel: entries that are still
 * right cause no write, entries that nobody wants any more are deleted. A write that failed stays
 * pending. Not thread-safe: the loop owns it.
 *
 * @param <O> who wants an entry; the last owner to want a key has it
 * @param <K> key, by value
 * @param <V> value, by value
 */
public final class DeltaTable<O, K, V> {
  private record Wanted<O, V>(O owner, V value) {}

  private final Map<K, Wanted<O, V>> desired = new HashMap<>();
  private final Map<K, V> installed = new HashMap<>();
  private final Map<O, Set<K>> keysOf = new HashMap<>();
  private final SequencedSet<K> pending = new LinkedHashSet<>();

  /** Takes what the kernel map holds as the truth; whatever was believed before is forgotten. */
  public void observe(Map<K, V> entries) {
    installed.clear();
    installed.putAll(entries);
    pending.clear();
    desired.keySet().forEach(this::settle);
    entries.keySet().forEach(this::settle);
  }

  /** From now on {@code owner} wants exactly {@code entries}; an empty map forgets the owner. */
  public void replace(O owner, Map<K, V> entries) {
    for (K key : keysOf.getOrDefault(owner, Set.of())) {
      Wanted<O, V> wanted = desired.get(key);
      if (!entries.containsKey(key) && wanted != null && wanted.owner().equals(owner)) {
        desired.remove(key);
        settle(key);
      }
    }
    entries.forEach((key, value) -> {
      desired.put(key, new Wanted<>(owner, value));
      settle(key);
    });
    if (entries.isEmpty()) {
      keysOf.remove(owner);
    } else {
      keysOf.put(owner, Set.copyOf(entries.keySet()));
    }
  }

  /** Entries to write, oldest change first. */
  public Map<K, V> puts() {
    Map<K, V> puts = new LinkedHashMap<>();
    for (K key : pending) {
      Wanted<O, V> wanted = desired.get(key);
      if (wanted != null) {
        puts.put(key, wanted.value());
      }
    }
    return puts;
  }

  /** Keys to delete, oldest change first. */
  public List<K> deletes() {
    List<K> deletes = new ArrayList<>();
    for (K key : pending) {
      if (!desired.containsKey(key)) {
        deletes.add(key);
      }
    }
    return deletes;
  }

  public boolean settled() {
    return pending.isEmpty();
  }

  /** Whether the kernel map has every entry that {@code owner} wants. */
  public boolean settled(O owner) {
    return keys(owner).stream().noneMatch(pending::contains);
  }

  /** The kernel map now holds {@code value} at {@code key}. */
  public void written(K key, V value) {
    installed.put(key, value);
    settle(key);
  }

  /** The kernel map no longer has {@code key}. */
  public void deleted(K key) {
    installed.remove(key);
    settle(key);
  }

  /** What the kernel map holds at {@code key}, as far as we know. */
  public Optional<V> installed(K key) {
    return Optional.ofNullable(installed.get(key));
  }

  /** Every entry the kernel map holds, as far as we know; a view. */
  public Map<K, V> installed() {
    return java.util.Collections.unmodifiableMap(installed);
  }

  public Optional<O> owner(K key) {
    return Optional.ofNullable(desired.get(key)).map(Wanted::owner);
  }

  /** The keys {@code owner} last asked for, won or not. */
  public Set<K> keys(O owner) {
    return keysOf.getOrDefault(owner, Set.of());
  }

  private void settle(K key) {
    Wanted<O, V> wanted = desired.get(key);
    V value = wanted == null ? null : wanted.value();
    V held = installed.get(key);
    if (value == null ? held == null : value.equals(held)) {
      pending.remove(key);
    } else {
      pending.add(key);
    }
  }
}
