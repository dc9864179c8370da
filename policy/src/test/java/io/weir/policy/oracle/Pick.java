package io.weir.policy.oracle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Draws from a seeded source. */
final class Pick {
  private final Random random;

  Pick(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** True {@code percent} times of a hundred. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T of(T... from) {
    return from[random.nextInt(from.length)];
  }

  <T> T of(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  <T> T of(Collection<T> from) {
    return of(List.copyOf(from));
  }

  /** From {@code least} to {@code most} of what is made. */
  <T> List<T> some(int least, int most, Supplier<T> made) {
    List<T> some = new ArrayList<>();
    for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
      some.add(made.get());
    }
    return some;
  }

  <T> Optional<T> maybe(int percent, Supplier<T> made) {
    return chance(percent) ? Optional.of(made.get()) : Optional.empty();
  }

  /** Each key with the given chance, its value one of three; "" is a value as well. */
  Map<String, String> labels(int percent, String... keys) {
    Map<String, String> labels = new HashMap<>();
    for (String key : keys) {
      if (chance(percent)) {
        labels.put(key, of("a", "b", ""));
      }
    }
    return labels;
  }

  Random random() {
    return random;
  }
}
