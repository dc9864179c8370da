package io.weir.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.demo.Cluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes with traffic, scraped by a real Prometheus: every query of every board answers, and so
 * do those of the board for kube-proxy. {@code -Dgolden.update=true} draws the pictures of the
 * docs.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class BoardsIT {
  private static final Path PICTURES = Path.of("../docs/pictures");
  private static final Path DOCS = Path.of("../docs/metrics.md");
  private static final String JOB = "{job=\"kube-proxy\"}";

  /** Names and labels that the common board for kube-proxy asks for; nobody else has goroutines. */
  private static final List<String> OF_KUBE_PROXY =
      List.of(
          "sum(up" + JOB + ")",
          "sum(rate(kubeproxy_sync_proxy_rules_duration_seconds_count" + JOB + "[5m]))",
          quantile("kubeproxy_sync_proxy_rules_duration_seconds_bucket" + JOB, "instance"),
          "sum(rate(kubeproxy_network_programming_duration_seconds_count" + JOB + "[5m]))",
          quantile("kubeproxy_network_programming_duration_seconds_bucket" + JOB, "instance"),
          "sum(rate(rest_client_requests_total{job=\"kube-proxy\", code=~\"2..\"}[5m]))",
          quantile(
              "rest_client_request_duration_seconds_bucket{job=\"kube-proxy\", verb=\"POST\"}",
              "verb"),
          quantile(
              "rest_client_request_duration_seconds_bucket{job=\"kube-proxy\", verb=\"GET\"}",
              "verb"),
          "process_resident_memory_bytes" + JOB,
          "rate(process_cpu_seconds_total" + JOB + "[5m])");

  /** Of watches, which begin once and stay: their rate at rest is 0 and has no quantile. */
  private static final String ONCE = "verb=\"GET\"";

  /** Events are posted. */
  private static final String POSTS =
      "%srest_client_request_duration_seconds_count{verb=\"POST\"}%s)";

  @TempDir private static Path directory;

  private Cluster cluster;
  private Prometheus prometheus;

  private static String quantile(String buckets, String by) {
    return "histogram_quantile(0.99, sum(rate(%s[5m])) by (%s, le))".formatted(buckets, by);
  }

  @BeforeAll
  void up() throws IOException {
    cluster = Cluster.up("metricsboards", true);
    prometheus = Prometheus.over(cluster, directory);
    cluster.pod("s1", "node1", 8080);
    cluster.pod("s2", "node2", 8080);
    cluster.pod("c1", "node1", 0);
    String echo = cluster.service("echo", 8080, Cluster.selector("s2"));
    cluster.service("same", 8080, "externalIPs: [192.0.2.80]," + Cluster.selector("s1"));
    cluster.service("again", 8080, "externalIPs: [192.0.2.80]," + Cluster.selector("s1"));
    cluster.eventuallyPod("c1", echo, "s2");
    cluster
        .api()
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: default}
            spec: {podSelector: {matchLabels: {app: s1}}, policyTypes: [Ingress], ingress: []}
            """);
    String closed = cluster.podIp("s1");
    Cluster.eventually(() -> cluster.ask("c1", "tcp", closed, 8080), Cluster.TIMEOUT::equals);
    for (int i = 0; i < 20; i++) {
      cluster.tcp("c1", echo);
      cluster.tcp("node/node2", echo);
      cluster.ask("node/node2", "tcp", closed, 8080);
    }
    prometheus.until("sum(rate(weir_drop_packets_total[5m])) > 0", Duration.ofSeconds(30));
    prometheus.until(POSTS.formatted("sum(", "") + " > 0", Duration.ofSeconds(30));
    cluster.service("thrice", 8080, "externalIPs: [192.0.2.80]," + Cluster.selector("s1"));
    prometheus.until(POSTS.formatted("sum(rate(", "[5m])") + " > 0", Duration.ofSeconds(30));
  }

  @AfterAll
  void down() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyQueryOfEveryBoardHasAnAnswer() throws IOException {
    List<Board> boards = Board.all();
    assertThat(boards)
        .extracting(Board::name)
        .containsExactly("node", "overview", "policy", "services");
    List<String> silent = new ArrayList<>();
    for (Board board : boards) {
      for (Board.Panel panel : board.panels()) {
        panel.targets().stream()
            .filter(target -> prometheus.query(target.expression()).isEmpty())
            .forEach(target -> silent.add(board.name() + ": " + target.expression()));
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void theBoardForKubeProxyHasItsData() {
    String begun = "rest_client_request_duration_seconds_count{%s} > 0".formatted(ONCE);
    assertThat(prometheus.query(begun)).as("one for each agent").hasSize(2);
    for (String expression : OF_KUBE_PROXY) {
      List<JsonNode> answer = prometheus.query(expression);
      assertThat(answer).as(expression).isNotEmpty();
      if (!expression.contains(ONCE)) {
        assertThat(answer.getFirst().at("/value/1").asString()).as(expression).isNotEqualTo("NaN");
      }
    }
  }

  @Test
  void picturesAreDrawnFromWhatIsThere() throws IOException {
    for (Board board : Board.all()) {
      String picture = BoardPicture.of(board, prometheus);
      for (Board.Panel panel : board.panels()) {
        assertThat(picture).contains(panel.title());
      }
      assertThat(Pattern.compile("points=\"[0-9]").matcher(picture).results().count())
          .isGreaterThanOrEqualTo(board.panels().size());
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(
            PICTURES.resolve("board-" + board.name() + ".svg"), picture, StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void theDocumentListsWhatARunningAgentServes() throws IOException {
    Map<String, String> documented = types("^\\| `(\\w+)` \\| (\\w+) \\|", Files.readString(DOCS));
    Map<String, String> served = types("^# TYPE (\\w+) (\\w+)$", prometheus.scraped("node1"));
    served.keySet().removeIf(name -> name.matches("(jvm|process)_.*"));

    assertThat(served).isEqualTo(documented);
  }

  private static Map<String, String> types(String line, String text) {
    Map<String, String> types = new TreeMap<>();
    Pattern.compile(line, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .forEach(row -> types.put(row.group(1), row.group(2)));
    return types;
  }
}
