package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxExec;
import io.weir.values.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a load balancer outside the cluster learns at the nodes' healthCheckNodePort. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class HealthCheckNodePortIT {
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable";

  private Cluster cluster;

  @BeforeAll
  void up() {
    cluster = Cluster.withPods("healthcheckit");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theNodeWithThePodIsHealthyInBothFamiliesAndTheOtherOneIsNot() {
    int port = local("where", "s1");

    for (int family = 0; family < 2; family++) {
      assertThat(eventually("node1", family, port, OK)).contains(weight(1));
      assertThat(eventually("node2", family, port, UNAVAILABLE)).contains(weight(0));
    }
  }

  @Test
  void aPodThatOnlyTerminatesCountsNoMore() {
    cluster.pod("leaving", "node2", 8080);
    int port = local("leaves", "leaving");
    eventually("node2", 0, port, OK);

    cluster.api().delete(Cluster.podPath("leaving") + "?gracePeriodSeconds=5");

    assertThat(eventually("node2", 0, port, UNAVAILABLE)).contains(weight(0));
    assertThat(cluster.slices("leaves")).as("still there").contains("\"terminating\":true");
  }

  @Test
  void clusterPolicyClosesThePortAndLocalOpensAnotherOne() {
    int port = local("policy", "s1");
    eventually("node1", 0, port, OK);

    policy("Cluster");
    eventually("node1", 0, port, Cluster.REFUSED);

    policy("Local");
    eventually("node1", 0, port("policy"), OK);
  }

  private void policy(String external) {
    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("policy"),
            "{\"spec\":{\"externalTrafficPolicy\":\"" + external + "\"}}");
  }

  /** Applies a Service for load balancers; returns its healthCheckNodePort. */
  private int local(String name, String app) {
    cluster.service(
        name,
        "type: LoadBalancer, externalTrafficPolicy: Local, ipFamilyPolicy: RequireDualStack, "
            + Cluster.selector(app));
    return port(name);
  }

  private int port(String service) {
    return cluster.api().get(Cluster.servicePath(service)).at("/spec/healthCheckNodePort").asInt();
  }

  private static String weight(int ready) {
    return "\r\nX-Load-Balancing-Endpoint-Weight: " + ready + "\r\n";
  }

  private String eventually(String node, int family, int port, String start) {
    return Cluster.eventually(() -> ask(node, family, port), a -> a.startsWith(start));
  }

  /** The whole answer at the node's address of a family, or {@code refused}. */
  private String ask(String node, int family, int port) {
    IpAddress address = cluster.node(node).addresses().get(family);
    String script =
        "exec 3<>/dev/tcp/%s/%d && printf 'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(address, port);
    List<String> argv =
        SandboxExec.find(cluster.sandbox(), SandboxExec.OUTSIDE)
            .argv(List.of("timeout", "2", "bash", "-c", script));
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      byte[] answer = builder.start().getInputStream().readAllBytes();
      String text = new String(answer, StandardCharsets.UTF_8);
      return text.contains("refused") ? Cluster.REFUSED : text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
