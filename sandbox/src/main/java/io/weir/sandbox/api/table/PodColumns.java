package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class PodColumns {
  static final List<Column> COLUMNS =
      Columns.plain(
          Columns.text("Ready", 0, PodColumns::ready),
          Columns.text("Status", 0, PodColumns::status),
          Columns.number("Restarts", PodColumns::restarts),
          Columns.field("IP", 1, "status.podIP"),
          Columns.field("Node", 1, "spec.nodeName"),
          Columns.field("Nominated Node", 1, "status.nominatedNodeName"),
          Columns.text("Readiness Gates", 1, _ -> "<none>"));

  private PodColumns() {}

  private static String ready(ObjectNode pod) {
    long ready =
        Json.objects(pod, "status.containerStatuses").stream()
            .filter(c -> c.path("ready").asBoolean(false))
            .count();
    return ready + "/" + Json.objects(pod, "spec.containers").size();
  }

  private static String status(ObjectNode pod) {
    if (!Json.text(pod, "metadata.deletionTimestamp").isEmpty()) {
      return "Terminating";
    }
    for (ObjectNode container : Json.objects(pod, "status.containerStatuses")) {
      String waiting = Json.text(container, "state.waiting.reason");
      String ended = Json.text(container, "state.terminated.reason");
      if (!waiting.isEmpty() || !ended.isEmpty()) {
        return waiting.isEmpty() ? ended : waiting;
      }
    }
    String reason = Json.text(pod, "status.reason");
    return reason.isEmpty() ? Json.text(pod, "status.phase") : reason;
  }

  private static int restarts(ObjectNode pod) {
    return Json.objects(pod, "status.containerStatuses").stream()
        .mapToInt(c -> c.path("restartCount").asInt(0))
        .sum();
  }
}
