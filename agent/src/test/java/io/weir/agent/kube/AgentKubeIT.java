package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From an object applied to the real API server to a connection that goes elsewhere. */
@Tag("kube")
@Timeout(300)
class AgentKubeIT {
  private static final String IPV4 = "10.77.0.1";
  private static final String IPV6 = "fd00:77::1";
  private static final String REFUSED = "Connection refused";

  private static ControlPlane plane;
  private Api api;
  private Space space;
  private AgentNode node;

  @BeforeAll
  static void start() throws IOException {
    ControlPlane.assumeBuilt();
    plane = ControlPlane.create().start("etcd").start("apiserver").start("controller-manager");
  }

  @AfterAll
  static void stop() throws IOException {
    if (plane != null) {
      plane.close();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    node = new AgentNode(IPV4, IPV6);
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    space.node(AgentNode.NAME, "zone-a");
    space.service(
        "web",
        """
        {selector: {app: web}, ipFamilyPolicy: RequireDualStack,
         ports: [{name: web, port: 80, targetPort: main}]}\
        """);
    space.pod("one", "web", AgentNode.NAME, IPV4, IPV6);
    node.startAgent(plane.kubeconfig());
  }

  @AfterEach
  void end() throws Exception {
    if (node != null) {
      node.remove();
    }
    if (api != null) {
      api.close();
    }
  }

  @Test
  void connectionsFollowThePodThroughReadyAndUnready() throws Exception {
    awaitAnswer(clusterIp(0), IPV4);
    awaitAnswer(clusterIp(1), IPV6);
    space.ready("one", false, IPV4, IPV6);
    awaitAnswer(clusterIp(0), REFUSED);
    awaitAnswer(clusterIp(1), REFUSED);
    space.ready("one", true, IPV4, IPV6);
    awaitAnswer(clusterIp(0), IPV4);
    api.delete(space.pods("one")); // terminating and serving: the last one still gets connections
    assertThat(node.connect(clusterIp(0), 80)).isEqualTo(IPV4);
    String address = clusterIp(0);
    api.delete(space.services("web"));
    awaitAnswer(address, "Network is unreachable");
    assertThat(node.said()).doesNotContain("ERROR");
  }

  @Test
  void theLastStateServesWithoutApiServerAndWithoutAgentAndARestartCatchesUp() throws Exception {
    String address = clusterIp(0);
    awaitAnswer(address, IPV4);
    plane.kill("apiserver");
    assertThat(node.connect(address, 80)).isEqualTo(IPV4);
    node.killAgent();
    assertThat(node.connect(address, 80)).isEqualTo(IPV4);
    node.startAgent(plane.kubeconfig());
    Awaiting.value(
        "an agent that cannot reach the API server",
        () -> Optional.of(node.said()).filter(log -> log.contains("cannot reach")));
    assertThat(node.connect(address, 80)).as("a start that knows nothing yet").isEqualTo(IPV4);

    plane.start("apiserver");
    space.ready("one", false, IPV4, IPV6);
    awaitAnswer(address, REFUSED);
    space.ready("one", true, IPV4, IPV6);
    awaitAnswer(address, IPV4);
  }

  private String clusterIp(int family) throws IOException {
    return api.get(space.services("web")).get("spec").get("clusterIPs").get(family).asString();
  }

  private void awaitAnswer(String address, String expected) throws IOException {
    try {
      Awaiting.value(
          expected + " from " + address,
          () -> Optional.of(node.connect(address, 80)).filter(expected::equals));
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage()
              + "; now "
              + node.connect(address, 80)
              + "\nthe agent said:\n"
              + node.said(),
          e);
    }
  }
}
