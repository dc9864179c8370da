package io.weir.agent.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * A histogram that programs in the kernel fill.
 *
 * @param buckets the nth counts what took up to 2^n microseconds and more than half of that, the
 *     last one what took longer than all
 * @param micros the sum
 */
public record KernelHistogram(List<Long> buckets, long micros) {
  /** TCP_TIME_BUCKETS in abi.h. */
  private static final int BUCKETS = 24;

  public KernelHistogram {
    buckets = List.copyOf(buckets);
    if (buckets.size() != BUCKETS + 1) {
      throw new IllegalArgumentException("buckets=" + buckets.size());
    }
  }

  /**
   * The rows of the map tcp_times, by {@code enum tcp_time}.
   *
   * @param counters by index
   * @param size how many there are
   */
  public static List<KernelHistogram> rows(IntToLongFunction counters, int size) {
    int row = BUCKETS + 2;
    List<KernelHistogram> rows = new ArrayList<>();
    for (int start = 0; start < size; start += row) {
      List<Long> buckets =
          IntStream.range(start, start + BUCKETS + 1)
              .mapToLong(counters::applyAsLong)
              .boxed()
              .toList();
      rows.add(new KernelHistogram(buckets, counters.applyAsLong(start + row - 1)));
    }
    return rows;
  }

  /** Upper bounds in seconds, infinity last. */
  public static List<Double> bounds() {
    List<Double> bounds = new ArrayList<>();
    IntStream.range(0, BUCKETS).forEach(i -> bounds.add((1L << i) / 1e6));
    bounds.add(Double.POSITIVE_INFINITY);
    return bounds;
  }
}
