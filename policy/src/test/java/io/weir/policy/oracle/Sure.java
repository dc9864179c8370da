package io.weir.policy.oracle;

import java.util.List;
import java.util.function.Function;

/** Whether something matches, where some of what it says cannot be read: Kleene's logic. */
enum Sure {
  NO,
  MAYBE,
  YES;

  static Sure of(boolean is) {
    return is ? YES : NO;
  }

  Sure and(Sure other) {
    return compareTo(other) < 0 ? this : other;
  }

  /** One of them is enough. */
  static <T> Sure any(List<T> of, Function<T, Sure> each) {
    return of.stream().map(each).reduce(NO, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  static <T> Sure all(List<T> of, Function<T, Sure> each) {
    return of.stream().map(each).reduce(YES, Sure::and);
  }
}
