package io.weir.sandbox.controller;

import static io.weir.sandbox.controller.Objects.json;
import static io.weir.sandbox.controller.Objects.node;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class SchedulerTest {
  private final List<ObjectNode> nodes = List.of(node("node1", "a"), node("node2", "b"));

  @Test
  void theEmptiestNodeWins() {
    assertThat(Scheduler.choose(json("{}"), nodes, Map.of("node1", 2, "node2", 1)))
        .contains("node2");
    assertThat(Scheduler.choose(json("{}"), nodes, Map.of())).contains("node1");
  }

  @Test
  void aNodeSelectorIsHonoured() {
    ObjectNode pod = json("{'spec':{'nodeSelector':{'kubernetes.io/hostname':'node2'}}}");
    assertThat(Scheduler.choose(pod, nodes, Map.of("node2", 9))).contains("node2");

    ObjectNode nowhere = json("{'spec':{'nodeSelector':{'kubernetes.io/hostname':'node9'}}}");
    assertThat(Scheduler.choose(nowhere, nodes, Map.of())).isEmpty();
  }

  @Test
  void aCordonedNodeGetsNothingNew() {
    ObjectNode cordoned = node("node1", "a");
    cordoned.withObject("/spec").put("unschedulable", true);
    assertThat(Scheduler.choose(json("{}"), List.of(cordoned), Map.of())).isEmpty();
  }
}
