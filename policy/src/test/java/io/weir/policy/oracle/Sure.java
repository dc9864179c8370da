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
    Sure best = NO;
    for (int i = 0; i < of.size() && best != YES; i++) {
      Sure one = each.apply(of.get(i));
      best = one.compareTo(best) > 0 ? one : best;
    }
    return best;
  }

  static <T> Sure all(List<T> of, Function<T, Sure> each) {
    Sure worst = YES;
    for (int i = 0; i < of.size() && worst != NO; i++) {
      worst = worst.and(each.apply(of.get(i)));
    }
    return worst;
  }
}
