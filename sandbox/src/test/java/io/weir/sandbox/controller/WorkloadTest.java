package io.weir.sandbox.controller;

import static io.weir.sandbox.controller.Objects.deployment;
import static io.weir.sandbox.controller.Objects.node;
import static io.weir.sandbox.controller.Objects.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class WorkloadTest {
  private final List<ObjectNode> pods = new ArrayList<>();
  private int most;
  private int fewestReady = Integer.MAX_VALUE;

  /** Applies steps, each new pod ready at once, until nothing is asked for any more. */
  private Workload settle(ObjectNode owner) {
    for (int i = 0; i < 100; i++) {
      Workload step = Workload.deployment(owner, pods, seeded(i));
      if (step.create().isEmpty() && step.delete().isEmpty()) {
        return step;
      }
      pods.removeIf(p -> step.delete().contains(Json.name(p)));
      fewestReady = Math.min(fewestReady, pods.size());
      step.create().forEach(this::start);
      most = Math.max(most, pods.size());
    }
    throw new AssertionError("a deployment does not settle");
  }

  private static java.util.Random seeded(int seed) {
    return new java.util.Random(seed);
  }

  private void start(ObjectNode pod) {
    pod.withObject("/status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    pod.withObject("/metadata").put("uid", Json.name(pod));
    pods.add(pod);
  }

  @Test
  void aDeploymentKeepsItsReplicas() {
    Workload done = settle(deployment(3, "one"));

    assertThat(pods).hasSize(3).allMatch(p -> Json.isOwnedBy(p, "d1"));
    assertThat(done.status().path("availableReplicas").intValue()).isEqualTo(3);
    assertThat(done.status().path("observedGeneration").intValue()).isEqualTo(3);
    settle(deployment(1, "one"));
    assertThat(pods).hasSize(1);
  }

  @Test
  void aRolloutAddsBeforeItRemovesOneAtATime() {
    settle(deployment(3, "one"));
    List<ObjectNode> before = List.copyOf(pods);
    most = 0;
    fewestReady = Integer.MAX_VALUE;

    Workload done = settle(deployment(3, "two"));

    assertThat(pods).hasSize(3).doesNotContainAnyElementsOf(before);
    assertThat(most).isEqualTo(4);
    assertThat(fewestReady).isEqualTo(3);
    assertThat(done.status().path("updatedReplicas").intValue()).isEqualTo(3);
  }

  @Test
  void recreateWaitsUntilTheOldPodsAreGone() {
    settle(deployment(2, "one"));
    ObjectNode owner = deployment(2, "two");
    owner.withObject("/spec/strategy").put("type", "Recreate");
    pods.forEach(Objects::deleting);

    assertThat(Workload.deployment(owner, pods, Objects.random()).create()).isEmpty();
    pods.clear();
    assertThat(Workload.deployment(owner, pods, Objects.random()).create()).hasSize(2);
  }

  @Test
  void aDaemonSetHasOnePodOnEachNodeThatAdmitsIt() {
    ObjectNode owner = deployment(0, "one");
    owner.put("kind", "DaemonSet");
    owner.withObject("/spec/template/spec/nodeSelector").put("topology.kubernetes.io/zone", "a");
    List<ObjectNode> nodes = List.of(node("node1", "a"), node("node2", "b"), node("node3", "a"));

    Workload first = Workload.daemonSet(owner, pods, nodes, random());
    first.create().forEach(this::start);

    assertThat(pods)
        .extracting(p -> Json.text(p, "spec/nodeName"))
        .containsExactly("node1", "node3");
    assertThat(Workload.daemonSet(owner, pods, nodes, random()).create()).isEmpty();
    Workload shrunk = Workload.daemonSet(owner, pods, nodes.subList(0, 2), random());
    assertThat(shrunk.delete()).containsExactly(Json.name(pods.getLast()));
  }
}
