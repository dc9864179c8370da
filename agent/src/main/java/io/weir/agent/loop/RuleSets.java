package io.weir.agent.loop;

import io.weir.agent.compile.RuleSetCompiler;
import io.weir.agent.maps.PolicyMaps;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The rule sets in the maps, each with its rows and its counters. A set that no endpoint has any
 * more stays for a grace period: a packet may be looking at it. Not thread-safe: the loop owns it.
 */
final class RuleSets {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private record Live(RuleSet set, int counters) {}

  private final PolicyMaps maps;
  private final IndexRanges counters;
  private final Map<Integer, Live> live = new HashMap<>();
  private final Map<Integer, Set<RowKey>> rowsOf = new HashMap<>();

  /** When each was retired, ns, oldest first. */
  private final Map<Integer, Long> retired = new LinkedHashMap<>();

  RuleSets(PolicyMaps maps) {
    this.maps = maps;
    this.counters = new IndexRanges(maps.switches().counters());
  }

  /** A set that endpoints are about to get, or one that came back in its grace period. */
  void put(RuleSet set) {
    if (retired.remove(set.id()) != null) {
      rowsOf
          .getOrDefault(set.id(), Set.of())
          .forEach(k -> maps.peerRows().delta().replace(k, Map.of()));
      rowsOf.remove(set.id());
    }
    Live known = live.get(set.id());
    int at = known == null ? countersOf(set) : known.counters();
    live.put(set.id(), new Live(set, at));
    maps.sets().delta().replace(set.id(), RuleSetCompiler.headers(set, at));
    maps.portRows().delta().replace(set.id(), RuleSetCompiler.ports(set));
  }

  /** Those an earlier agent gave it, so that they count on; 0 where there is no room. */
  private int countersOf(RuleSet set) {
    int length = set.rules().size() + 1;
    int before =
        maps.sets()
            .delta()
            .installed(new RuleSetKey(set.id(), 0))
            .map(io.weir.bpf.abi.RuleSet::counters)
            .orElse(0);
    if (before != 0 && counters.reserve(before, length)) {
      return before;
    }
    int fresh = counters.take(length).orElse(0);
    if (fresh != 0) {
      maps.switches().clearCounters(fresh, length);
    }
    return fresh;
  }

  /** The rules that a part of the set matches, from now on; NONE = no row. */
  void row(RowKey key, RuleBits bits) {
    Live owner = live.get(key.set());
    if (owner == null) {
      return; // a row of a set that went in the same change
    }
    maps.peerRows()
        .delta()
        .replace(key, RuleSetCompiler.peers(key, bits, RuleSetCompiler.summarised(owner.set())));
    Set<RowKey> rows = rowsOf.computeIfAbsent(key.set(), s -> new HashSet<>());
    if (bits.isEmpty()) {
      rows.remove(key);
    } else {
      rows.add(key);
    }
  }

  void retire(int set, long now) {
    if (live.containsKey(set)) {
      retired.put(set, now);
    }
  }

  /** Forgets sets whose grace is over. */
  void release(long now) {
    Iterator<Map.Entry<Integer, Long>> oldest = retired.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Integer, Long> next = oldest.next();
      if (now - next.getValue() < GRACE.toNanos()) {
        return;
      }
      oldest.remove();
      forget(next.getKey());
    }
  }

  private void forget(int set) {
    Live gone = live.remove(set);
    maps.sets().delta().replace(set, Map.of());
    maps.portRows().delta().replace(set, Map.of());
    Set<RowKey> rows = rowsOf.remove(set);
    if (rows != null) {
      rows.forEach(key -> maps.peerRows().delta().replace(key, Map.of()));
    }
    if (gone.counters() != 0) {
      counters.release(gone.counters(), gone.set().rules().size() + 1);
    }
  }

  boolean awaitsRelease() {
    return !retired.isEmpty();
  }

  /** Whether the kernel has all of the set, so that an endpoint may be given it. */
  boolean ready(int set) {
    return set == RuleSet.NONE
        || set == RuleSet.CLOSED
        || live.containsKey(set)
            && maps.sets().delta().settled(set)
            && maps.portRows().delta().settled(set)
            && rowsSettled(set);
  }

  private boolean rowsSettled(int set) {
    return maps.peerRows().delta().settled()
        || rowsOf.getOrDefault(set, Set.of()).stream()
            .allMatch(row -> maps.peerRows().delta().settled(row));
  }

  /** Where the set's counters begin: its default's, then one for each rule; 0 = none. */
  int counters(int set) {
    Live found = live.get(set);
    return found == null ? 0 : found.counters();
  }

  int count() {
    return live.size();
  }
}
