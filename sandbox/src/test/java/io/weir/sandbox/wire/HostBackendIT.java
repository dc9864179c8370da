package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.Answer;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The NodePort of one node, with a server in another node's own network: for somebody outside, for
 * a pod of the server's node and for that node itself.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class HostBackendIT {
  private static final int FIRST_NODE_PORT = 30_200;
  private static final int TIMES = 5;

  private Cluster cluster;
  private final List<ClientProcess> clients = new ArrayList<>();

  @BeforeAll
  void up() {
    cluster =
        Cluster.up(new SandboxUp.Wish("hostbackendit", 2, PodNetwork.ROUTED, Families.DUAL, true));
    cluster.pod("default", "server", "node1", Services.TARGET_PORT, "hostNetwork");
    cluster.pod("default", "client", "node1", 0, "");
    for (Mode mode : Mode.values()) {
      cluster.api().apply(service(mode));
    }
    for (String where : List.of("outside", "client", "node/node1")) {
      clients.add(ClientProcess.start(cluster.sandbox(), where).ready());
    }
  }

  private static String service(Mode mode) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %1$s
      namespace: default
      annotations: {weir.io/external-mode: %1$s}
    spec: {type: NodePort, ipFamilyPolicy: RequireDualStack, %2$s
      ports: [{name: t, port: 80, targetPort: %3$d, nodePort: %4$d},
        {name: u, port: 80, targetPort: %3$d, nodePort: %4$d, protocol: UDP}]}
    """
        .formatted(
            mode.annotation, Cluster.selector("server"), Services.TARGET_PORT, nodePort(mode));
  }

  private static int nodePort(Mode mode) {
    return FIRST_NODE_PORT + mode.ordinal();
  }

  @AfterAll
  void down() {
    clients.forEach(ClientProcess::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void answersFromTheAddressThatWasAsked(Mode mode) {
    for (ClientProcess client : clients) {
      for (IpAddress node2 : cluster.node("node2").addresses()) {
        for (String verb : List.of("tcp", "udp")) {
          Cluster.eventually(
              () -> client.ask(verb, node2.toString(), nodePort(mode)),
              came -> came.startsWith("ok "));
          for (int i = 0; i < TIMES; i++) {
            String came = client.ask(verb, node2.toString(), nodePort(mode));
            assertThat(Answer.of(came).node()).as("%s %s", verb, node2).isEqualTo("node1");
          }
        }
      }
    }
  }
}
