package io.weir.agent.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every series of the agent, and its health, which counts its own probes. One for each agent; there
 * is no global registry.
 */
public final class AgentMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final SyncBacklog backlog;
  private final SyncRecorder sync;
  private final RestClientSeries restClient;
  private final Health health;
  private final Counter healthz;
  private final Counter livez;

  /**
   * @param snapshot the newest picture of the loop
   * @param healthTimeout how long a change may wait before the agent counts as unhealthy
   */
  public AgentMetrics(
      Supplier<AgentSnapshot> snapshot, Duration healthTimeout, InstantSource clock) {
    backlog = new SyncBacklog(clock);
    sync = new SyncRecorder(registry, backlog, clock);
    restClient = new RestClientSeries(registry);
    health = new Health(backlog::states, snapshot, healthTimeout, clock);
    healthz = probes("kubeproxy_proxy_healthz", "Answers of /healthz by status code.");
    livez = probes("kubeproxy_proxy_livez", "Answers of /livez by status code.");
    Info.builder()
        .name("weir_build_info")
        .help("The version that runs, always 1.")
        .labelNames("version", "revision")
        .register(registry)
        .setLabelValues(Version.CURRENT.version(), Version.CURRENT.revision());
    GaugeWithCallback.builder()
        .name("weir_sync_lag_seconds")
        .help("Age of the oldest change that is not in the maps yet; 0 when none waits.")
        .labelNames("kind")
        .callback(out -> out.call(backlog.lag().toMillis() / 1e3, "service"))
        .register(registry);
    SnapshotSeries.register(registry, snapshot, clock);
  }

  private Counter probes(String name, String help) {
    Counter counter = Counter.builder().name(name).help(help).labelNames("code").register(registry);
    counter.initLabelValues("200");
    counter.initLabelValues("503");
    return counter;
  }

  /**
   * Adds what programs in the kernel time.
   *
   * @param rows of the map tcp_times, read at each scrape
   */
  public AgentMetrics withKernelTimes(Supplier<List<KernelHistogram>> rows) {
    KernelTimes.register(registry, rows);
    return this;
  }

  /** Adds {@code jvm_*} and {@code process_*}. */
  public AgentMetrics withProcess() {
    ProcessMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    JvmRuntimeInfoMetric.builder().register(registry);
    return this;
  }

  /** How far each family is behind, up to date even when the loop hangs. */
  public List<AgentSnapshot.Sync> syncs() {
    return backlog.states();
  }

  /** What the loop and the watches report to. */
  public SyncMetrics sync() {
    return sync;
  }

  /** What the connection to the API server reports to. */
  public RestClientSeries restClient() {
    return restClient;
  }

  /** Answers a /healthz probe and counts the answer. */
  public Health.Verdict healthz() {
    return counted(healthz, health.healthz());
  }

  /** Answers a /livez probe and counts the answer. */
  public Health.Verdict livez() {
    return counted(livez, health.livez());
  }

  /** Whether the agent keeps up; no probe, so nothing is counted. */
  public boolean healthy() {
    return health.livez().ok();
  }

  private static Health.Verdict counted(Counter counter, Health.Verdict verdict) {
    counter.labelValues(verdict.ok() ? "200" : "503").inc();
    return verdict;
  }

  /**
   * All series as text.
   *
   * @param accept the request's Accept header: OpenMetrics when it names that, else Prometheus text
   */
  public Scrape scrape(String accept) {
    ExpositionFormatWriter writer =
        accept.contains("application/openmetrics-text")
            ? OpenMetricsTextFormatWriter.create()
            : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream out = new ByteArrayOutputStream(32 * 1024);
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new Scrape(writer.getContentType(), out.toByteArray());
  }

  /** The body of an answer to a scrape. */
  public record Scrape(String contentType, byte[] text) {}
}
