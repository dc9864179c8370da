package io.weir.agent.answer;

import io.weir.agent.observe.Traffic;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * The counters of one set.
 *
 * @param byDefault what no rule decided
 * @param rules by bit; empty where the set has no counters
 */
record SetTraffic(RuleSet set, Traffic byDefault, List<Traffic> rules) {
  static SetTraffic of(RuleSet set, PolicyModel model, Dataplane dataplane) {
    int first = model.counters(set.id());
    List<Traffic> all =
        first == 0 ? List.of() : dataplane.ruleCounters(first, set.rules().size() + 1);
    return all.isEmpty()
        ? new SetTraffic(set, Traffic.NONE, Collections.nCopies(set.rules().size(), Traffic.NONE))
        : new SetTraffic(set, all.getFirst(), all.subList(1, all.size()));
  }

  /** Of all bits whose rule is meant. */
  Traffic of(Predicate<RuleRef> meant) {
    Traffic sum = Traffic.NONE;
    for (int bit = 0; bit < rules.size(); bit++) {
      if (meant.test(set.rules().get(bit))) {
        sum = sum.plus(rules.get(bit));
      }
    }
    return sum;
  }
}
