package io.weir.policy.compile;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The sets that endpoints have, one for each content. */
final class SetTable {
  private final Questions questions;
  private final IdTable ids = new IdTable();
  private final Map<SetContent, LiveSet> sets = new HashMap<>();
  private final Set<LiveSet> touched = new LinkedHashSet<>();

  SetTable(Questions questions) {
    this.questions = questions;
  }

  /**
   * To be used before the next {@link #settle}, or it is gone.
   *
   * @param asked that the plan of that content asks
   */
  LiveSet of(SetContent content, Collection<LiveQuestion> asked) {
    LiveSet set = sets.get(content);
    if (set == null) {
      List<LiveQuestion> own =
          asked.stream().map(question -> questions.use(question.question())).toList();
      set = new LiveSet(ids.take(content.digest()), Optional.of(content), own);
      sets.put(content, set);
      touched.add(set);
    }
    return set;
  }

  /** Sets with a meaning of their own are always there. */
  void use(LiveSet set) {
    if (set.content().isPresent()) {
      set.use();
    }
  }

  void release(LiveSet set) {
    if (set.content().isPresent()) {
      set.leave();
      touched.add(set);
    }
  }

  /** Whether a set has lost its last endpoint since {@link #settle}. */
  boolean hasUnused() {
    return touched.stream().anyMatch(set -> !set.isUsed());
  }

  /** Which sets came and which went since it was asked last. */
  record Settled(List<LiveSet> fresh, Set<Integer> retired) {}

  /**
   * @param live gives the ask that all sets share
   */
  Settled settle(Function<Ask, LiveAsk> live) {
    List<LiveSet> fresh = touched.stream().filter(set -> set.isUsed() && set.isFresh()).toList();
    for (LiveSet set : fresh) {
      set.content()
          .orElseThrow()
          .asks()
          .forEach((ask, bits) -> set.asks().put(live.apply(ask), bits));
      set.asks().forEach((ask, bits) -> ask.sets().put(set, bits));
    }
    Set<Integer> retired = new LinkedHashSet<>();
    for (LiveSet set : touched) {
      if (!set.isUsed()) {
        sets.remove(set.content().orElseThrow());
        ids.release(set.id());
        set.asks().keySet().forEach(ask -> ask.sets().remove(set));
        set.asks().keySet().forEach(questions::left);
        questions.release(set.questions());
        if (!set.isFresh()) {
          retired.add(set.id());
        }
      }
    }
    touched.clear();
    return new Settled(fresh, retired);
  }
}
