package io.weir.sandbox.controller;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Chooses a node for a pod, in the simplest form that keeps what the user asked for. */
public final class Scheduler {
  private Scheduler() {}

  /**
   * @param podsOn how many pods each node has; a node without an entry has none
   * @return the admitting node with the fewest pods, the first by name among equals; empty where
   *     none admits the pod
   */
  public static Optional<String> choose(
      JsonNode pod, List<? extends JsonNode> nodes, Map<String, Integer> podsOn) {
    return nodes.stream()
        .filter(node -> !Json.isTrue(node, "spec/unschedulable"))
        .filter(node -> admits(node, pod))
        .map(Json::name)
        .min(
            Comparator.comparing((String name) -> podsOn.getOrDefault(name, 0))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * @param podOrTemplate anything with spec.nodeSelector
   */
  static boolean admits(JsonNode node, JsonNode podOrTemplate) {
    return Json.selects(Json.map(podOrTemplate, "spec/nodeSelector"), node);
  }
}
