package io.weir.agent.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Turns what the loop reports into series. Names, labels, buckets and meaning of {@code
 * kubeproxy_*} are kube-proxy's (services.md section 6); every label value exists from the start,
 * at zero.
 */
final class SyncRecorder implements SyncMetrics {
  private static final String FAMILY = "ip_family";

  /** The only kind of sync there is yet. */
  private static final String KIND = "service";

  private final InstantSource clock;
  private final SyncBacklog backlog;
  private final Histogram duration;
  private final Histogram full;
  private final Histogram partial;
  private final Histogram networkProgramming;
  private final Gauge lastSuccess;
  private final Gauge lastQueued;
  private final Counter endpointChanges;
  private final Counter serviceChanges;
  private final Histogram ownDuration;
  private final Histogram eventToMap;
  private final Counter failures;
  private final Counter lost;

  SyncRecorder(PrometheusRegistry registry, SyncBacklog backlog, InstantSource clock) {
    this.clock = clock;
    this.backlog = backlog;
    String prefix = "kubeproxy_sync_proxy_rules_";
    duration =
        sync(prefix + "duration_seconds", "Time of one sync, also of one that failed.")
            .register(registry);
    full =
        sync("kubeproxy_sync_full_proxy_rules_duration_seconds", "Time of syncs of everything.")
            .register(registry);
    partial =
        sync(
                "kubeproxy_sync_partial_proxy_rules_duration_seconds",
                "Time of syncs of what changed.")
            .register(registry);
    networkProgramming =
        Histogram.builder()
            .name("kubeproxy_network_programming_duration_seconds")
            .help(
                "Time from a Pod or Service change, as its EndpointSlice tells, to the maps:"
                    + " the network programming SLI.")
            .classicOnly()
            .classicUpperBounds(networkProgrammingBounds())
            .labelNames(FAMILY)
            .register(registry);
    lastSuccess =
        gauge(prefix + "last_timestamp_seconds", "When the last successful sync ended.")
            .register(registry);
    lastQueued =
        gauge(
                prefix + "last_queued_timestamp_seconds",
                "When a sync was last asked for; far ahead of the last successful one means hung.")
            .register(registry);
    endpointChanges =
        counter(prefix + "endpoint_changes", "EndpointSlice changes seen.").register(registry);
    serviceChanges =
        counter(prefix + "service_changes", "Service changes seen.").register(registry);
    ownDuration =
        Histogram.builder()
            .name("weir_sync_duration_seconds")
            .help("Time of one turn of the loop that wrote maps, in finer buckets.")
            .classicOnly()
            .classicExponentialUpperBounds(1.0 / 8192, 2, 18)
            .labelNames("kind", FAMILY)
            .register(registry);
    eventToMap =
        Histogram.builder()
            .name("weir_event_to_map_seconds")
            .help(
                "Time from the arrival of a watch's event to the end of the turn that wrote it: of"
                    + " the oldest event of each turn, retries included.")
            .classicOnly()
            .classicExponentialUpperBounds(1.0 / 8192, 2, 20)
            .labelNames(FAMILY)
            .register(registry);
    failures =
        counter("weir_sync_failures", "Turns that could not write everything, by cause.")
            .labelNames("kind", "cause", FAMILY)
            .register(registry);
    lost =
        counter("weir_events_lost", "Events that could not be delivered.")
            .labelNames("where")
            .register(registry);
    touch();
  }

  /** Makes every series exist: a rate over a series that appears late misses its first event. */
  private void touch() {
    for (Family family : Family.values()) {
      String label = Health.label(family);
      duration.initLabelValues(label);
      full.initLabelValues(label);
      partial.initLabelValues(label);
      networkProgramming.initLabelValues(label);
      lastSuccess.initLabelValues(label);
      lastQueued.initLabelValues(label);
      ownDuration.initLabelValues(KIND, label);
      eventToMap.initLabelValues(label);
      for (FailureCause cause : FailureCause.values()) {
        failures.initLabelValues(KIND, lower(cause), label);
      }
    }
    for (LostWhere where : LostWhere.values()) {
      lost.initLabelValues(lower(where));
    }
  }

  private static Histogram.Builder sync(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicExponentialUpperBounds(0.001, 2, 15)
        .labelNames(FAMILY);
  }

  private static Gauge.Builder gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).labelNames(FAMILY);
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder().name(name).help(help);
  }

  /** 0.25, 0.5, 1 to 59 by 1, 60 to 115 by 5, 120 to 300 by 30. */
  private static double[] networkProgrammingBounds() {
    return Stream.of(
            DoubleStream.of(0.25, 0.5),
            IntStream.rangeClosed(1, 59).asDoubleStream(),
            IntStream.rangeClosed(12, 23).mapToDouble(i -> i * 5),
            IntStream.rangeClosed(4, 10).mapToDouble(i -> i * 30))
        .flatMapToDouble(Function.identity())
        .toArray();
  }

  @Override
  public void queued(Family family) {
    backlog.queued(family);
    lastQueued.labelValues(Health.label(family)).set(seconds(clock.instant()));
  }

  @Override
  public void changed(Change change) {
    (change == Change.SERVICE ? serviceChanges : endpointChanges).inc();
  }

  @Override
  public void started(Family family) {
    backlog.started(family);
  }

  @Override
  public void succeeded(Family family, Scope scope, Duration took) {
    backlog
        .succeeded(family)
        .ifPresent(since ->
            eventToMap
                .labelValues(Health.label(family))
                .observe(Unit.nanosToSeconds(since.toNanos())));
    lastSuccess.labelValues(Health.label(family)).set(seconds(clock.instant()));
    observe(family, scope, took);
  }

  @Override
  public void failed(Family family, Scope scope, Duration took, FailureCause cause) {
    backlog.failed(family);
    failures.labelValues(KIND, lower(cause), Health.label(family)).inc();
    observe(family, scope, took);
  }

  private void observe(Family family, Scope scope, Duration took) {
    double seconds = Unit.nanosToSeconds(took.toNanos());
    String label = Health.label(family);
    duration.labelValues(label).observe(seconds);
    (scope == Scope.FULL ? full : partial).labelValues(label).observe(seconds);
    ownDuration.labelValues(KIND, label).observe(seconds);
  }

  @Override
  public void programmed(Family family, Instant trigger) {
    Duration since = Duration.between(trigger, clock.instant());
    if (!since.isNegative()) {
      networkProgramming
          .labelValues(Health.label(family))
          .observe(Unit.nanosToSeconds(since.toNanos()));
    }
  }

  @Override
  public void eventsLost(LostWhere where, long count) {
    lost.labelValues(lower(where)).inc(count);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }
}
