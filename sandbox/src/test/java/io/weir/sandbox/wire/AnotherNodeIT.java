package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxNode;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Answer;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.Family;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections from outside whose packets come in by another node from one moment to the next. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class AnotherNodeIT {
  private static final int TIMES = 5;
  private static final int PATIENCE = 40;

  /** Two pods on each node, so that nodes that chose apart from each other would be noticed. */
  private static final String PODS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: many, namespace: default}
      spec:
        replicas: 6
        selector: {matchLabels: {app: many}}
        template:
          metadata: {labels: {app: many}}
          spec: {containers: [{name: c, image: none, ports: [{containerPort: 8080}]}]}
      """;

  private Cluster cluster;
  private Services services;
  private ClientProcess client;

  @BeforeAll
  void up() {
    cluster =
        Cluster.up(new SandboxUp.Wish("anothernodeit", 3, PodNetwork.ROUTED, Families.DUAL, true));
    services = new Services(cluster);
    cluster.api().apply(PODS);
    for (Mode mode : Mode.values()) {
      services.add(mode.annotation, mode, Cluster.selector("many"));
    }
    client = ClientProcess.start(cluster.sandbox(), "outside").ready();
  }

  @AfterAll
  void down() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void begin() {
    lead("node1");
  }

  /** The addresses of load balancers lie behind this node. */
  private void lead(String node) {
    cluster.fromOutside("192.0.2.0/24", node);
    cluster.fromOutside("2001:db8:1b::/112", node);
  }

  /** By snat the node that went away is the only one that knew the client. */
  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "SNAT", mode = EnumSource.Mode.EXCLUDE)
  void anOpenConnectionGoesOnByAnotherNode(Mode mode) {
    for (Family family : Family.values()) {
      for (int i = 0; i < TIMES; i++) {
        lead("node1");
        String before = open(mode, family);
        lead("node2");
        assertThat(client.ask("talk")).as("%s, connection %d", family, i).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"DSR_GENEVE", "FORWARD"})
  void aNodeThatIsCutOffTakesItsOwnPodsOnly(Mode mode) {
    String before = open(mode, Family.IPV4);
    SandboxNode node1 = SandboxNode.of(cluster.sandbox(), "node1");
    lead("node2");
    node1.down();
    try {
      assertThat(client.ask("talk")).isEqualTo(before);
      Cluster.eventually(() -> nodesThatAnswer(mode), "no node1"::equals);
    } finally {
      node1.up();
    }
  }

  private String nodesThatAnswer(Mode mode) {
    for (int i = 0; i < PATIENCE; i++) {
      String came = ask("tcp", mode, Family.IPV4);
      if (!came.startsWith("ok ") || isOn(came, "node1")) {
        return came;
      }
    }
    return "no node1";
  }

  /** Opens a connection to a pod that is on neither of the two nodes; what it said. */
  private String open(Mode mode, Family family) {
    return Cluster.eventually(
        () -> ask("open", mode, family), came -> came.startsWith("ok ") && isOn(came, "node3"));
  }

  private String ask(String verb, Mode mode, Family family) {
    Hops.Target vip = services.target(mode.annotation, Frontend.VIP, family);
    return client.ask(verb, vip.address().toString(), vip.port());
  }

  private static boolean isOn(String came, String node) {
    return Answer.of(came).node().equals(node);
  }
}
