package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.loop.TestLoop;
import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.watch.ApiCalls;
import io.weir.agent.watch.ApiServer;
import io.weir.agent.watch.ApiSettings;
import io.weir.agent.watch.PolicyStatusWriter;
import io.weir.agent.watch.Watches;
import java.io.IOException;
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
import tools.jackson.databind.JsonNode;

/** From a ClusterNetworkPolicy in the real API server, through agents, to its conditions. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class PolicyStatusKubeIT {
  /** An agent whose maps are in memory. */
  private static final class Agent implements AutoCloseable {
    private final ApiServer server;
    private final PolicyStatusWriter writer;
    private final TestLoop loop;
    private final Watches watches;

    Agent(Path kubeconfig, String node, String namespace) {
      server =
          ApiServer.connect(new ApiSettings(Optional.of(kubeconfig), List.of()), ApiCalls.IGNORED);
      writer = PolicyStatusWriter.start(server, node, namespace);
      loop = new TestLoop(new MemoryKernel(4096, 4096), writer);
      Thread.ofPlatform().daemon().start(loop.loop());
      loop.loop().sink().accept(new ClusterEvent.PodLinksChanged(Set.of()));
      watches = Watches.start(server, loop.loop().sink());
    }

    @Override
    public void close() {
      watches.close();
      loop.loop().close();
      writer.close();
      server.close();
    }
  }

  private ControlPlane plane;
  private Api api;
  private Space space;
  private String one;
  private String two;

  @BeforeEach
  void begin(ControlPlane shared) throws IOException {
    plane = shared;
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    one = space.namespace() + "-1";
    two = space.namespace() + "-2";
    Policies.define(api);
  }

  @AfterEach
  void end() {
    api.close();
  }

  private void policy(String name, int priority, String peer) throws IOException {
    Policies.clusterPolicy(
        api,
        name,
        "{tier: Admin, priority: %d, subject: {namespaces: {}}, egress: [{action: Accept, to: [%s]}]}"
            .formatted(priority, peer));
  }

  private JsonNode await(String policy, String type, String status) throws IOException {
    return Awaiting.value(
        policy + " " + type + "=" + status, () -> Policies.condition(api, policy, type, status));
  }

  @Test
  void conditionsFollowThePolicyAndLeaveThoseOfOthersAlone() throws IOException {
    policy(one, 901, "{domainNames: [example.org]}");
    api.applyAs(
        "reviewer",
        Policies.path(one) + "/status",
        """
        {apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy,
         metadata: {name: %s}, status: {conditions: [{type: Reviewed, status: "True",
         reason: Read, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}]}}\
        """
            .formatted(one));
    try (Agent agent = new Agent(plane.kubeconfig(), "node-x", space.namespace())) {
      JsonNode refused = await(one, "Accepted", "False");
      assertThat(refused.get("reason").asString()).isEqualTo("UnsupportedPeer");
      assertThat(refused.get("message").asString()).contains("spec.egress[0].to[0].domainNames");
      assertThat(refused.get("observedGeneration").asInt()).isEqualTo(1);

      policy(one, 901, "{namespaces: {}}");
      assertThat(await(one, "Accepted", "True").get("observedGeneration").asInt()).isEqualTo(2);
      assertThat(Policies.condition(api, one, "Reviewed", "True")).isPresent();
      assertThat(agent.writer.lost()).isZero();
    }
    api.delete(Policies.path(one));
  }

  @Test
  void policiesOfOnePlaceNameEachOtherWhicheverAgentWrites() throws IOException {
    try (Agent a = new Agent(plane.kubeconfig(), "node-x", space.namespace());
        Agent b = new Agent(plane.kubeconfig(), "node-y", space.namespace())) {
      policy(one, 902, "{namespaces: {}}");
      await(one, "PriorityConflict", "False");
      policy(two, 902, "{nodes: {}}");
      assertThat(await(one, "PriorityConflict", "True").get("message").asString()).contains(two);
      assertThat(await(two, "PriorityConflict", "True").get("message").asString()).contains(one);
      api.delete(Policies.path(two));
      await(one, "PriorityConflict", "False");
      assertThat(
              api.get(
                      "/apis/coordination.k8s.io/v1/namespaces/"
                          + space.namespace()
                          + "/leases/weir-status")
                  .get("spec")
                  .get("holderIdentity")
                  .asString())
          .isIn("node-x", "node-y");
      assertThat(a.writer.lost() + b.writer.lost()).isZero();
    }
    api.delete(Policies.path(one));
  }
}
