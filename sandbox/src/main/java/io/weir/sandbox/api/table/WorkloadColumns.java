package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Deployments, ReplicaSets and DaemonSets. */
final class WorkloadColumns {
  static final List<Column> DEPLOYMENTS =
      Columns.plain(
          Columns.text(
              "Ready", 0, o -> count(o, "status.readyReplicas") + "/" + count(o, "spec.replicas")),
          counted("Up-to-date", "status.updatedReplicas"),
          counted("Available", "status.availableReplicas"),
          Columns.text("Containers", 1, o -> containers(o, "name")),
          Columns.text("Images", 1, o -> containers(o, "image")),
          Columns.text("Selector", 1, o -> Columns.labels(o, "spec.selector.matchLabels")));

  static final List<Column> REPLICA_SETS =
      Columns.plain(
          counted("Desired", "spec.replicas"),
          counted("Current", "status.replicas"),
          counted("Ready", "status.readyReplicas"));

  static final List<Column> DAEMON_SETS =
      Columns.plain(
          counted("Desired", "status.desiredNumberScheduled"),
          counted("Current", "status.currentNumberScheduled"),
          counted("Ready", "status.numberReady"),
          counted("Up-to-date", "status.updatedNumberScheduled"),
          counted("Available", "status.numberAvailable"),
          Columns.text(
              "Node Selector", 0, o -> Columns.labels(o, "spec.template.spec.nodeSelector")));

  private WorkloadColumns() {}

  private static Column counted(String name, String path) {
    return Columns.number(name, o -> count(o, path));
  }

  private static int count(ObjectNode object, String path) {
    return Json.at(object, path).asInt(0);
  }

  private static String containers(ObjectNode object, String field) {
    return Json.objects(object, "spec.template.spec.containers").stream()
        .map(c -> Json.text(c, field))
        .collect(Collectors.joining(","));
  }
}
