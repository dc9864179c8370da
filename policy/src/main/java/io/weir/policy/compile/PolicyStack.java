package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.Policy;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Which policies make up a set, in order: Admin, then NetworkPolicy, or Baseline if none isolates.
 */
final class PolicyStack {
  private static final Comparator<Policy> ORDER =
      Comparator.comparing(Policy::tier)
          .thenComparingInt(Policy::priority)
          .thenComparing(Policy::name);

  private PolicyStack() {}

  /**
   * @param policy of each element
   * @return those that say something in that direction; none of them = nothing is judged
   */
  static <T> List<T> of(Direction direction, Collection<T> selecting, Function<T, Policy> policy) {
    boolean isolated = selecting.stream().anyMatch(e -> policy.apply(e).isolates(direction));
    return selecting.stream()
        .filter(e -> speaks(policy.apply(e), direction, isolated))
        .sorted(Comparator.comparing(policy, ORDER))
        .toList();
  }

  private static boolean speaks(Policy policy, Direction direction, boolean isolated) {
    return switch (policy.tier()) {
      case ADMIN -> !policy.rules(direction).isEmpty();
      case NETWORK_POLICY -> policy.isolates(direction);
      case BASELINE -> !isolated && !policy.rules(direction).isEmpty();
    };
  }
}
