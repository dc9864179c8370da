package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.chart.Chart;
import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.PolicyCondition;
import io.weir.agent.watch.ApiCalls;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.EventRecorder;
import io.weir.agent.watch.PolicyStatusWriter;
import io.weir.policy.model.PolicyName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with exactly the rights that the chart gives it: the API server's own count of what it
 * has refused stays as it was.
 */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class ChartRightsKubeIT {
  private static final String NAMESPACE = "kube-system";
  private static final Set<String> RIGHTS =
      Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

  @TempDir private Path directory;
  private Api api;
  private Space space;
  private Path kubeconfig;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    Policies.define(api);
    for (Manifest manifest : Chart.objects(Chart.rendered()).stream().map(Manifest::new).toList()) {
      if (RIGHTS.contains(manifest.kind())) {
        api.apply(manifest.path(), manifest.object().toString());
      }
    }
    kubeconfig = Account.kubeconfig(plane, api, NAMESPACE, directory);
  }

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  void everyKindIsReadAndEventsAndConditionsAreWritten() throws Exception {
    List<String> before = refused();
    space.service("web", "{ports: [{port: 80}]}");
    Policies.clusterPolicy(
        api, space.namespace(), "{tier: Admin, priority: 2, subject: {namespaces: {}}}");
    String policy = api.get(Policies.path(space.namespace())).at("/metadata/uid").asString();
    try (Watching watching = Watching.with(kubeconfig);
        ApiServer server =
            ApiServer.connect(
                new ApiSettings(Optional.of(kubeconfig), List.of()), ApiCalls.IGNORED);
        EventRecorder events = EventRecorder.start(server, "node-x");
        PolicyStatusWriter writer = PolicyStatusWriter.start(server, "node-x", NAMESPACE)) {
      watching.seen.awaitSynced();
      String service = watching.seen.service(space.name("web")).orElseThrow().uid();
      events.warn(ObjectRef.service(space.name("web"), service), "PortConflict", "taken");
      writer.report(
          PolicyName.clusterNetworkPolicy(space.namespace()),
          policy,
          1,
          List.of(new PolicyCondition("Accepted", true, "Accepted", "fine")));
      Awaiting.value(
          "the condition", () -> Policies.condition(api, space.namespace(), "Accepted", "True"));
      Awaiting.value("the Event", () -> space.event(service, "PortConflict"));
      assertThat(events.lost() + writer.lost()).isZero();
    }
    assertThat(refused()).isEqualTo(before);
    api.delete(Policies.path(space.namespace()));
  }

  @Test
  void theWholeAgentServesAndIsRefusedNothing() throws Exception {
    List<String> before = refused();
    AgentNode node = new AgentNode("10.77.0.1", "fd00:77::1");
    try {
      space.node(AgentNode.NAME, "zone-a");
      space.service("web", "{selector: {app: web}, ports: [{port: 80, targetPort: main}]}");
      space.pod("one", "web", AgentNode.NAME, "10.77.0.1", "fd00:77::1");
      node.startAgent(kubeconfig);
      String address = api.get(space.services("web")).at("/spec/clusterIP").asString();
      Awaiting.value(
          "an answer of the pod",
          () -> Optional.of(node.connect(address, 80)).filter("10.77.0.1"::equals));
      assertThat(node.said()).doesNotContain("ERROR").doesNotContain("forbidden");
    } finally {
      node.remove();
      api.delete("/api/v1/nodes/" + AgentNode.NAME);
    }
    assertThat(refused()).isEqualTo(before);
  }

  /** What it may not read is refused, and that is counted: else these tests prove nothing. */
  @Test
  void aRefusalIsCounted() throws IOException {
    List<String> before = refused();
    try (Api account = new Api(kubeconfig)) {
      assertThat(account.open("/api/v1/secrets").statusCode()).isEqualTo(403);
    }
    assertThat(refused()).isNotEqualTo(before);
  }

  /** The API server's counters of what it has refused for want of rights. */
  private List<String> refused() throws IOException {
    try (InputStream body = api.open("/metrics").body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("authorization_attempts_total{"))
          .filter(line -> !line.contains("result=\"allowed\""))
          .sorted()
          .toList();
    }
  }
}
