package io.weir.policy.compile;

import java.util.List;

/**
 * What was read of the peers or ports of a rule that may deny.
 *
 * @param any all of them; then {@code some} is empty
 * @param sure whether it is exactly what the object says; else it is more (or less, for Accept)
 */
record Widened<T>(boolean any, List<T> some, boolean sure) {
  static <T> Widened<T> of(boolean any, List<T> some, boolean sure) {
    return new Widened<>(any, any ? List.of() : List.copyOf(some), sure);
  }
}
