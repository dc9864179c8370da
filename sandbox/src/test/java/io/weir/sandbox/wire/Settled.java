package io.weir.sandbox.wire;

import io.weir.sandbox.demo.Cluster;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What came of many questions, once agents had the time to programme what they ask about: asked
 * until all is right, and then once more, when it must be right at once.
 *
 * @param came of every question, the last time it was asked
 */
record Settled<Q>(Map<Q, String> came, BiPredicate<Q, String> holds) {
  private static final Duration PROGRAMMED = Duration.ofSeconds(12);
  private static final Duration PAUSE = Duration.ofMillis(200);

  static <Q> Settled<Q> of(
      Collection<Q> questions,
      Function<Collection<Q>, Map<Q, String>> ask,
      BiPredicate<Q, String> holds) {
    Settled<Q> settled = new Settled<>(new LinkedHashMap<>(), holds);
    settled.came.putAll(ask.apply(questions));
    long end = System.nanoTime() + PROGRAMMED.toNanos();
    while (!settled.wrong().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE.toNanos());
      settled.came.putAll(ask.apply(settled.wrong()));
    }
    if (settled.wrong().isEmpty()) {
      settled.came.putAll(ask.apply(questions));
      settled.askTheLate(ask);
    }
    return settled;
  }

  /** An answer that is only late, on a machine with other work, is no silence. */
  private void askTheLate(Function<Collection<Q>, Map<Q, String>> ask) {
    List<Q> late = wrong().stream().filter(q -> came.get(q).startsWith(Cluster.TIMEOUT)).toList();
    if (!late.isEmpty()) {
      came.putAll(ask.apply(late));
    }
  }

  List<Q> wrong() {
    return came.keySet().stream().filter(q -> !holds.test(q, came.get(q))).toList();
  }

  /** The wrong ones of a kind, a line each for what was wanted and what came. */
  String table(Predicate<Q> kind, Function<Q, String> words) {
    return wrong().stream()
        .filter(kind)
        .map(q -> words.apply(q) + "\n      got " + came.get(q))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
