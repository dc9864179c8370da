package io.weir.sandbox.node;

import io.weir.sandbox.controller.Json;
import io.weir.values.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status a kubelet would report.
 *
 * <p>Readiness: a pod is ready once it runs, and two annotations stand in for a probe. {@code
 * weir.io/sandbox-ready: "false"} makes it fail, at any time. While the pod terminates the
 * condition goes on telling what the probe says, which is what EndpointSlices call "serving";
 * {@code weir.io/sandbox-serving-while-terminating: "false"} makes it fail from then on.
 *
 * <p>A pod runs until it is deleted, or until {@code weir.io/sandbox-finished} says {@code
 * Succeeded} or {@code Failed}: then it is over for good, keeps its object, and its addresses are
 * free for others.
 */
final class PodStatus {
  static final String READY = "weir.io/sandbox-ready";
  static final String SERVING_WHILE_TERMINATING = "weir.io/sandbox-serving-while-terminating";

  static final String FINISHED = "weir.io/sandbox-finished";
  private static final List<String> ENDS = List.of("Succeeded", "Failed");

  private PodStatus() {}

  /** How the pod ended, or is to end; empty while it is to run. */
  static Optional<String> end(JsonNode pod) {
    String wanted = Json.map(pod, "metadata/annotations").getOrDefault(FINISHED, "");
    return Stream.of(Json.text(pod, "status/phase"), wanted).filter(ENDS::contains).findFirst();
  }

  /** The containers that run as long as the pod: sidecars among the init containers too. */
  static List<JsonNode> lasting(JsonNode pod) {
    List<JsonNode> sidecars =
        Json.items(pod, "spec/initContainers").stream()
            .filter(c -> Json.text(c, "restartPolicy").equals("Always"))
            .toList();
    return Json.concat(sidecars, Json.items(pod, "spec/containers"));
  }

  /** The status of a pod that is over: what it had, its addresses included, and how it ended. */
  static ObjectNode ended(JsonNode pod, String phase) {
    ObjectNode status = (ObjectNode) pod.path("status").deepCopy();
    status.put("phase", phase);
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, pod, "PodScheduled", true, Instant.now());
    condition(conditions, pod, "ContainersReady", false, Instant.now());
    condition(conditions, pod, "Ready", false, Instant.now());
    boolean well = phase.equals("Succeeded");
    for (JsonNode container : Json.items(status, "containerStatuses")) {
      ObjectNode one = (ObjectNode) container;
      one.put("ready", false).put("started", false);
      one.putObject("state")
          .putObject("terminated")
          .put("exitCode", well ? 0 : 1)
          .put("reason", well ? "Completed" : "Error");
    }
    return status;
  }

  /** Whether the probe passes. */
  static boolean ready(JsonNode pod) {
    return isNotFalse(pod, READY)
        && (!Json.isDeleting(pod) || isNotFalse(pod, SERVING_WHILE_TERMINATING));
  }

  private static boolean isNotFalse(JsonNode pod, String annotation) {
    return !Json.map(pod, "metadata/annotations").getOrDefault(annotation, "").equals("false");
  }

  /**
   * The status of a running pod.
   *
   * @param node the addresses of its node
   * @param ready whether its probe passes and the node is well
   */
  static ObjectNode running(JsonNode pod, RunningPod present, List<IpAddress> node, boolean ready) {
    Instant started = present.started();
    ObjectNode status = Json.object();
    status.put("phase", "Running");
    status.put("startTime", seconds(started));
    status.put("hostIP", node.getFirst().toString());
    addresses(status.putArray("hostIPs"), node);
    status.put("podIP", present.addresses().getFirst().toString());
    addresses(status.putArray("podIPs"), present.addresses());
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, pod, "PodScheduled", true, started);
    condition(conditions, pod, "Initialized", true, started);
    condition(conditions, pod, "ContainersReady", ready, Instant.now());
    condition(conditions, pod, "Ready", ready, Instant.now());
    ArrayNode containers = status.putArray("containerStatuses");
    for (JsonNode container : Json.items(pod, "spec/containers")) {
      ObjectNode one = containers.addObject();
      one.put("name", Json.text(container, "name")).put("image", Json.text(container, "image"));
      one.put("imageID", "").put("restartCount", 0).put("ready", ready).put("started", true);
      one.putObject("state").putObject("running").put("startedAt", seconds(started));
    }
    return status;
  }

  /** The status of a pod that cannot start, and why. */
  static ObjectNode failing(JsonNode pod, String why) {
    ObjectNode status = Json.object();
    status.put("phase", "Pending");
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, pod, "PodScheduled", true, Instant.now());
    condition(conditions, pod, "Ready", false, Instant.now());
    ((ObjectNode) conditions.get(1)).put("reason", "PodNotStarted").put("message", why);
    return status;
  }

  private static void addresses(ArrayNode to, List<IpAddress> addresses) {
    addresses.forEach(ip -> to.addObject().put("ip", ip.toString()));
  }

  /** A condition keeps the time of its last change. */
  private static void condition(
      ArrayNode to, JsonNode pod, String type, boolean value, Instant changed) {
    String status = value ? "True" : "False";
    Optional<JsonNode> before =
        Json.items(pod, "status/conditions").stream()
            .filter(c -> Json.text(c, "type").equals(type))
            .filter(c -> Json.text(c, "status").equals(status))
            .findFirst();
    String since =
        before
            .map(c -> Json.text(c, "lastTransitionTime"))
            .filter(t -> !t.isEmpty())
            .orElse(seconds(changed));
    to.addObject().put("type", type).put("status", status).put("lastTransitionTime", since);
  }

  private static String seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond()).toString();
  }
}
