package io.weir.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.NodeNet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus that scrapes the agents of a sandbox once a second, as job kube-proxy. */
final class Prometheus implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration STARTS = Duration.ofSeconds(40);

  private final Relay relay;
  private final Process process;
  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Relay relay, Process process, URI base) {
    this.relay = relay;
    this.process = process;
    this.base = base;
  }

  /**
   * @param directory for its database and log
   */
  static Prometheus over(Cluster cluster, Path directory) throws IOException {
    Relay relay = Relay.to(cluster);
    Path file = Files.writeString(directory.resolve("prometheus.yaml"), settings(cluster, relay));
    URI base = URI.create("http://127.0.0.1:" + freePort());
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=" + base.getAuthority())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    Prometheus prometheus = new Prometheus(relay, process, base);
    int agents = cluster.sandbox().blueprint().nodeNets().size();
    prometheus.until("count(weir_synced == 1) == " + agents, STARTS);
    return prometheus;
  }

  private static String settings(Cluster cluster, Relay relay) {
    String targets =
        cluster.sandbox().blueprint().nodeNets().stream()
            .map(NodeNet::name)
            .map(node ->
                "      - {targets: ['%s'], labels: {instance: %s, __metrics_path__: /%s/metrics}}\n"
                    .formatted(relay.address(), node, node))
            .collect(Collectors.joining());
    return """
    global: {scrape_interval: 1s, scrape_timeout: 900ms}
    scrape_configs:
      - job_name: kube-proxy
        static_configs:
    """
        + targets;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The text that an agent gives to a scraper that knows no OpenMetrics. */
  String scraped(String node) {
    return get(URI.create("http://%s/%s/metrics".formatted(relay.address(), node))).body();
  }

  /** What the expression gives now: one element for each series. */
  List<JsonNode> query(String expression) {
    return result("/api/v1/query?query=" + encoded(expression));
  }

  /** What the expression gave during a time, with a point a second. */
  List<JsonNode> range(String expression, Duration last) {
    long now = Instant.now().getEpochSecond();
    return result(
        "/api/v1/query_range?step=1&query=%s&start=%d&end=%d"
            .formatted(encoded(expression), now - last.toSeconds(), now));
  }

  /** Waits until the expression gives something. */
  void until(String expression, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!answers(expression)) {
      assertThat(System.nanoTime()).as("time for " + expression).isLessThan(end);
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean answers(String expression) {
    assertThat(process.isAlive()).as("Prometheus runs").isTrue();
    try {
      return !query(expression).isEmpty();
    } catch (IllegalStateException e) {
      return false; // it starts
    }
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  private List<JsonNode> result(String path) {
    HttpResponse<String> response = get(base.resolve(path));
    if (response.statusCode() == 503) {
      throw new IllegalStateException("Prometheus is not ready");
    }
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("status").asString()).as(response.body()).isEqualTo("success");
    return answer.at("/data/result").valueStream().toList();
  }

  private HttpResponse<String> get(URI uri) {
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    relay.close();
  }
}
