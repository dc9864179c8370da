package io.weir.policy.model;

import java.util.List;
import java.util.Map;

/** metav1 LabelSelector as the API server said it; an empty one matches everything. */
public record SelectorFacts(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
  /** One of matchExpressions, its operator unjudged. */
  public record Requirement(String key, String operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }
  }

  public SelectorFacts {
    matchLabels = Map.copyOf(matchLabels);
    matchExpressions = List.copyOf(matchExpressions);
  }
}
