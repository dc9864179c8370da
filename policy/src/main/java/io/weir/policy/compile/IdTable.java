package io.weir.policy.compile;

import java.util.HashSet;
import java.util.Set;

/** Ids in use. Each follows from a digest; where another has it already, the next free one does. */
final class IdTable {
  private final Set<Integer> used = new HashSet<>();

  /** Never {@link RuleSet#NONE} or {@link RuleSet#CLOSED}, for parts as for sets. */
  int take(long digest) {
    int id = (int) (digest ^ digest >>> 32);
    while (id == RuleSet.NONE || id == RuleSet.CLOSED || !used.add(id)) {
      id++;
    }
    return id;
  }

  void release(int id) {
    used.remove(id);
  }
}
