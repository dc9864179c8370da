package io.weir.policy.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A judged label selector: all requirements must hold; none = everything matches. NotIn and
 * DoesNotExist hold where the key is absent (apimachinery labels.Requirement).
 */
public record Selector(List<Requirement> requirements) {
  public static final Selector EVERYTHING = new Selector(List.of());

  public Selector {
    requirements = List.copyOf(requirements);
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /**
   * @param values empty for EXISTS and DOES_NOT_EXIST, not empty for the others
   */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public Requirement {
      values = Set.copyOf(values);
      boolean wants = operator == Operator.IN || operator == Operator.NOT_IN;
      if (wants == values.isEmpty()) {
        throw new IllegalArgumentException(
            "key=" + key + " operator=" + operator + " values=" + values.size());
      }
    }

    public boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }
}
