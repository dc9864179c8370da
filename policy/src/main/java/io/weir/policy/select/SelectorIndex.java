package io.weir.policy.select;

import io.weir.policy.model.Selector;
import io.weir.policy.model.Selector.Operator;
import io.weir.policy.model.Selector.Requirement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Values by selector, found by the labels of what may match: each is listed under the values of one
 * In requirement, those without any under none and always asked. Not thread-safe.
 *
 * @param <T> compared by equals
 */
public final class SelectorIndex<T> {
  private final Map<String, Map<String, Set<T>>> byLabel = new HashMap<>();
  private final Set<T> others = new LinkedHashSet<>();

  /** The requirement that a selector is found by. */
  static Optional<Requirement> anchor(Selector selector) {
    return selector.requirements().stream()
        .filter(requirement -> requirement.operator() == Operator.IN)
        .min(Comparator.comparingInt(requirement -> requirement.values().size()));
  }

  public void put(Selector selector, T value) {
    Optional<Requirement> anchor = anchor(selector);
    if (anchor.isEmpty()) {
      others.add(value);
      return;
    }
    var byValue = byLabel.computeIfAbsent(anchor.get().key(), key -> new HashMap<>());
    for (String label : anchor.get().values()) {
      byValue.computeIfAbsent(label, l -> new LinkedHashSet<>()).add(value);
    }
  }

  /**
   * @param selector the one that it was put with
   */
  public void remove(Selector selector, T value) {
    Optional<Requirement> anchor = anchor(selector);
    if (anchor.isEmpty()) {
      others.remove(value);
      return;
    }
    byLabel.computeIfPresent(
        anchor.get().key(),
        (key, byValue) -> {
          anchor.get().values().forEach(label -> remove(byValue, label, value));
          return byValue.isEmpty() ? null : byValue;
        });
  }

  private static <T> void remove(Map<String, Set<T>> byValue, String label, T value) {
    byValue.computeIfPresent(
        label,
        (l, values) -> {
          values.remove(value);
          return values.isEmpty() ? null : values;
        });
  }

  /** Each that may match these labels, once; all that do match are among them. */
  public void candidates(Map<String, String> labels, Consumer<T> to) {
    others.forEach(to);
    if (byLabel.isEmpty()) {
      return;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      Map<String, Set<T>> byValue = byLabel.get(label.getKey());
      if (byValue != null) {
        byValue.getOrDefault(label.getValue(), Set.of()).forEach(to);
      }
    }
  }

  public boolean isEmpty() {
    return others.isEmpty() && byLabel.isEmpty();
  }
}
