package io.weir.agent.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.net.URI;
import java.time.Duration;

/**
 * Requests to the API server, with the names, labels and buckets of the client library in Go, which
 * boards of kube-proxy read. A host is one of the configured ones.
 */
public final class RestClientSeries {
  private static final double[] BOUNDS = {
    0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60,
  };

  private final Counter requests;
  private final Histogram durations;

  RestClientSeries(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name("rest_client_requests")
            .help("Requests to the API server; code <error> where no answer came.")
            .labelNames("code", "method", "host")
            .register(registry);
    durations =
        Histogram.builder()
            .name("rest_client_request_duration_seconds")
            .help("Time until the API server's answer began, also that of a watch.")
            .classicOnly()
            .classicUpperBounds(BOUNDS)
            .labelNames("verb", "host")
            .register(registry);
  }

  /**
   * Counts a request.
   *
   * @param method of HTTP
   * @param server base address
   * @param status of HTTP; 0 where no answer came
   */
  public void ended(String method, String server, int status, Duration took) {
    String host = URI.create(server).getAuthority();
    requests.labelValues(status == 0 ? "<error>" : Integer.toString(status), method, host).inc();
    durations.labelValues(method, host).observe(Unit.nanosToSeconds(took.toNanos()));
  }
}
