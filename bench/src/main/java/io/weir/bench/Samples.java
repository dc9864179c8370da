package io.weir.bench;

/** Percentiles, nearest rank. */
final class Samples {
  private Samples() {}

  /**
   * The smallest sample that at least {@code percent} of all are not above.
   *
   * @param sorted ascending, not empty
   */
  static double percentile(double[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[Math.max(0, rank - 1)];
  }
}
