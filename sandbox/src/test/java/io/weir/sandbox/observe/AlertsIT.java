package io.weir.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxNode;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.net.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Faults that happen to real agents, and the expression of their alert, which a real Prometheus
 * finds false before and true after. How long it must stay true is promtool's to test. The order is
 * that of damage: the last fault ends the API server.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class AlertsIT {
  private static final Path ALERTS = Path.of("../helm/weir/files/alerts.yaml");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private static Path directory;

  private Cluster cluster;
  private Prometheus prometheus;
  private Map<String, String> expressions;

  @BeforeAll
  void up() throws IOException {
    expressions =
        StreamSupport.stream(new YAMLMapper().readTree(ALERTS.toFile()).spliterator(), false)
            .collect(Collectors.toMap(a -> text(a, "alert"), a -> text(a, "expr")));
    cluster = Cluster.up("metricsalerts", true);
    prometheus = Prometheus.over(cluster, directory);
    prometheus.until("sum(weir_tunnel_silent_nodes) == 0", PATIENCE);
    expressions.forEach((alert, expression) ->
        assertThat(prometheus.query(expression)).as(alert + " without a fault").isEmpty());
  }

  private static String text(JsonNode alert, String field) {
    return alert.path(field).asString();
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

  private void becomesTrue(String alert) {
    prometheus.until(expressions.get(alert), PATIENCE);
  }

  @Test
  @Order(1)
  void twoServicesThatClaimOneAddress() {
    cluster.service("one", 8080, "externalIPs: [192.0.2.80],");
    cluster.service("two", 8080, "externalIPs: [192.0.2.80],");

    becomesTrue("WeirFrontendConflicts");
  }

  @Test
  @Order(2)
  void aPolicyWithAPeerThatCannotBeUsed() {
    cluster
        .api()
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: odd, namespace: default, annotations: {weir.io/sandbox-unchecked: 'true'}}
            spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: nonsense}}]}]}
            """);

    becomesTrue("WeirPoliciesFaulty");
  }

  @Test
  @Order(3)
  void aNodeThatDoesNotAnswerThroughTheTunnel() {
    SandboxNode node = SandboxNode.of(cluster.sandbox(), "node2");
    node.down();

    becomesTrue("WeirNodesWithoutTunnels");
    node.up();
  }

  @Test
  @Order(4)
  void aProgramThatCannotBeAttachedAgain() throws IOException {
    Path bpffs = cluster.sandbox().directory().bpffs();
    Path pin = link("connect4");
    Files.delete(pin);
    Command.run(List.of("mount", "-o", "remount,ro", bpffs.toString()), "");
    try {
      becomesTrue("WeirProgramsMissing");
    } finally {
      Command.run(List.of("mount", "-o", "remount,rw", bpffs.toString()), "");
    }
    prometheus.until("sum(weir_programs_attached) == sum(weir_programs_expected)", PATIENCE);
  }

  private Path link(String name) throws IOException {
    try (var files = Files.walk(cluster.sandbox().directory().pins("node1"))) {
      return files.filter(f -> f.endsWith("links/" + name)).findFirst().orElseThrow();
    }
  }

  /** Five minutes are too long for a test: the same expression with five seconds. */
  @Test
  @Order(5)
  void anApiServerThatIsGoneAndAnAgentThatStartsWithoutOne() {
    CgroupTree.processes(cluster.sandbox().cgroups().server())
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    String silent = expressions.get("WeirApiServerSilent");
    assertThat(silent).contains("> 300");
    prometheus.until(silent.replace("> 300", "> 5"), PATIENCE);

    cluster.killAgent("node1");
    SandboxUp.startAgent(cluster.sandbox(), cluster.node("node1"));
    becomesTrue("WeirNotSynced");
  }
}
