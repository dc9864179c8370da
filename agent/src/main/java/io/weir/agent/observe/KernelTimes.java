package io.weir.agent.observe;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Histograms that programs in the kernel fill; the maps are read at each scrape. */
public final class KernelTimes {
  /** {@code enum tcp_time} in its order; the first three are ways of connects. */
  public enum Kind {
    DIRECT,
    LOCAL,
    REMOTE,
    RTT;

    /** As a metric label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Supplier<List<KernelHistogram>> rows;

  private KernelTimes(Supplier<List<KernelHistogram>> rows) {
    this.rows = rows;
  }

  /**
   * @param rows one for each {@link Kind}
   */
  static void register(PrometheusRegistry registry, Supplier<List<KernelHistogram>> rows) {
    KernelTimes times = new KernelTimes(rows);
    registry.register(times::connects);
    registry.register(times::roundTrips);
  }

  private HistogramSnapshot connects() {
    List<KernelHistogram> read = rows.get();
    HistogramSnapshot.Builder family =
        named(
            "weir_connect_duration_seconds",
            "Time of TCP handshakes that processes of this node began: direct are those to what is"
                + " no Service, local and remote those to a Service by where its backend is.");
    for (Kind kind : List.of(Kind.DIRECT, Kind.LOCAL, Kind.REMOTE)) {
      family.dataPoint(point(read.get(kind.ordinal()), Labels.of("path", kind.label())));
    }
    return family.build();
  }

  private HistogramSnapshot roundTrips() {
    return named(
            "weir_rtt_seconds",
            "Round trip time of TCP connections of this node's processes, as the kernel had smoothed"
                + " it when each began to end.")
        .dataPoint(point(rows.get().get(Kind.RTT.ordinal()), Labels.EMPTY))
        .build();
  }

  private static HistogramSnapshot.Builder named(String name, String help) {
    return HistogramSnapshot.builder().name(name).help(help);
  }

  private static HistogramDataPointSnapshot point(KernelHistogram row, Labels labels) {
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(
            ClassicHistogramBuckets.of(KernelHistogram.bounds(), row.buckets()))
        .sum(row.micros() / 1e6)
        .labels(labels)
        .build();
  }
}
