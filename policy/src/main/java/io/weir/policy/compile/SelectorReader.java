package io.weir.policy.compile;

import io.weir.policy.model.Selector;
import io.weir.policy.model.Selector.Operator;
import io.weir.policy.model.Selector.Requirement;
import io.weir.policy.model.SelectorFacts;
import io.weir.values.FaultList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges label selectors. A requirement that cannot be read is neither true nor false: whoever asks
 * gets the requirements that can be, and whether these are all.
 */
final class SelectorReader {
  /**
   * @param readable selects at least what the object selects
   * @param whole and no more than that
   */
  record Read(Selector readable, boolean whole) {
    static final Read EVERYTHING = new Read(Selector.EVERYTHING, true);
  }

  /** So that selectors which say the same are the same, in whatever order they say it. */
  private static final Comparator<Requirement> ORDER =
      Comparator.comparing(Requirement::key)
          .thenComparing(Requirement::operator)
          .thenComparing(requirement -> new TreeSet<>(requirement.values()).toString());

  private final FaultList faults;

  SelectorReader(FaultList faults) {
    this.faults = faults;
  }

  /** An absent selector is as an empty one wherever this is asked. */
  Read read(Optional<SelectorFacts> facts, String field) {
    return facts.map(f -> read(f, field)).orElse(Read.EVERYTHING);
  }

  Read read(SelectorFacts facts, String field) {
    List<Requirement> read = new ArrayList<>();
    boolean whole = true;
    for (String key : new TreeSet<>(facts.matchLabels().keySet())) {
      if (Names.isLabelKey(key)) {
        read.add(new Requirement(key, Operator.IN, Set.of(facts.matchLabels().get(key))));
      } else {
        faults.add(field + ".matchLabels", key, Names.NOT_A_LABEL_KEY);
        whole = false;
      }
    }
    List<SelectorFacts.Requirement> expressions = facts.matchExpressions();
    for (int i = 0; i < expressions.size(); i++) {
      String at = field + ".matchExpressions[" + i + "]";
      Optional<Requirement> requirement = read(expressions.get(i), at);
      requirement.ifPresent(read::add);
      whole &= requirement.isPresent();
    }
    List<Requirement> sorted = read.stream().distinct().sorted(ORDER).toList();
    return new Read(new Selector(sorted), whole);
  }

  private Optional<Requirement> read(SelectorFacts.Requirement facts, String field) {
    Optional<Operator> operator = operator(facts.operator());
    if (!Names.isLabelKey(facts.key())) {
      faults.add(field + ".key", facts.key(), Names.NOT_A_LABEL_KEY);
    } else if (operator.isEmpty()) {
      faults.add(field + ".operator", facts.operator(), "unknown operator");
    } else if (wantsValues(operator.get()) == facts.values().isEmpty()) {
      String wrong = "number of values, does not suit operator " + facts.operator();
      faults.add(field + ".values", facts.values().size(), wrong);
    } else {
      return Optional.of(new Requirement(facts.key(), operator.get(), Set.copyOf(facts.values())));
    }
    return Optional.empty();
  }

  private static boolean wantsValues(Operator operator) {
    return operator == Operator.IN || operator == Operator.NOT_IN;
  }

  private static Optional<Operator> operator(String text) {
    return switch (text) {
      case "In" -> Optional.of(Operator.IN);
      case "NotIn" -> Optional.of(Operator.NOT_IN);
      case "Exists" -> Optional.of(Operator.EXISTS);
      case "DoesNotExist" -> Optional.of(Operator.DOES_NOT_EXIST);
      default -> Optional.empty();
    };
  }
}
