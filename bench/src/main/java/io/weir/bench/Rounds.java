package io.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one variant. On a machine that others use too, the best round is the one they
 * disturbed least: its median repeats within a few per cent, where rates and tails do not.
 */
final class Rounds {
  private static final double NANOS_PER_MICRO = 1000;

  private final List<PingPong.Round> rounds = new ArrayList<>();

  void add(PingPong.Round round) {
    rounds.add(round);
  }

  double bestP50Micros() {
    return sorted(PingPong.Round::p50Nanos)[0] / NANOS_PER_MICRO;
  }

  double medianRate() {
    return Samples.percentile(sorted(PingPong.Round::rate), 50);
  }

  private double[] sorted(ToDoubleFunction<PingPong.Round> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray();
  }
}
