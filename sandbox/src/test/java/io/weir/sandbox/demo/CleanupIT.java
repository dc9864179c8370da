package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After {@code weir cleanup} the node is what it was before an agent ever ran there. */
@Tag("sandbox")
@Timeout(value = 240, unit = TimeUnit.SECONDS)
final class CleanupIT {
  private static final Map<String, String> SETTINGS =
      Map.of("WEIR_SERVICES_XDP", "generic", "WEIR_SERVICES_EXTERNAL_MODE", "dsr-geneve");

  private Cluster cluster;

  @BeforeEach
  void up() {
    cluster =
        Cluster.up(new SandboxUp.Wish("leavecleanup", 2, PodNetwork.ROUTED, Families.DUAL, false));
  }

  @AfterEach
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theNodeIsAsItWas() throws IOException {
    cluster.pod("s1", "node1", 8080);
    cluster.pod("s2", "node2", 8080);
    cluster.pod("c1", "node1", 0);
    String address = cluster.service("web", "type: NodePort, " + Cluster.selector("s2"));
    cluster
        .api()
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: default}
            spec: {podSelector: {matchLabels: {app: s1}}}
            """);
    final Map<String, String> before = NodeState.of(cluster, "node1");
    cluster.startAgent("node1", SETTINGS);
    cluster.eventuallyPod("c1", address, "s2");
    cluster.eventuallySays("c1", cluster.podIp("s1"), Cluster.TIMEOUT);
    Map<String, String> served = NodeState.of(cluster, "node1");
    for (String subject : new String[] {"tcx", "cgroup", "pins", "files", "interfaces"}) {
      assertThat(served.get(subject)).as(subject).isNotEqualTo(before.get(subject));
    }

    Cluster.Said refused = cluster.weir("node1", "cleanup");
    assertThat(refused.exit()).as(refused.text()).isEqualTo(1);
    assertThat(refused.text()).contains("an agent runs on this node");
    cluster.killAgent("node1");
    asOfAnotherVersion("links/connect4");
    asOfAnotherVersion("maps/frontends");
    Cluster.Said dry = cluster.weir("node1", "cleanup", "--dry-run");
    assertThat(dry.exit()).as(dry.text()).isZero();
    assertThat(dry.text()).contains("connect4", "frontends", "from_pod", "from_wire", "agent.sock");
    assertThat(NodeState.of(cluster, "node1").get("tcx")).isEqualTo(served.get("tcx"));

    Cluster.Said done = cluster.weir("node1", "cleanup");
    assertThat(done.exit()).as(done.text()).isZero();
    assertThat(done.text()).contains("removed");
    assertThat(NodeState.of(cluster, "node1")).isEqualTo(before);
    assertThat(cluster.weir("node1", "cleanup").text()).contains("nothing of weir is on this node");
  }

  /** Moves a pin to where another version of the layout would have it. */
  private void asOfAnotherVersion(String pin) throws IOException {
    Path pins = cluster.sandbox().directory().pins("node1");
    Path other = pins.resolve("v9").resolve(pin);
    Files.createDirectories(other.getParent());
    Files.move(pins.resolve("v1").resolve(pin), other);
  }
}
