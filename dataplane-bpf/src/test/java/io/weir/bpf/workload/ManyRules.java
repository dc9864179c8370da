package io.weir.bpf.workload;

import java.util.ArrayList;
import java.util.List;

/** Sets of many rules, of which all but one are about pods that nobody is. */
final class ManyRules {
  private static final int NOBODY = 1_000_000;

  private ManyRules() {}

  /** {@code count} rules of an isolated pod, {@code rule} being number {@code at}. */
  static Rules of(int count, int at, Rule rule) {
    return Rules.isolated().then(list(count, at, rule));
  }

  static List<Rule> list(int count, int at, Rule rule) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(i == at ? rule : Rule.accept(Rule.pod(NOBODY + i)).on(PortRange.tcp(i & 0xffff)));
    }
    return rules;
  }
}
