package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

final class NodeColumns {
  private static final String ROLE = "node-role.kubernetes.io/";

  static final List<Column> COLUMNS =
      Columns.plain(
          Columns.text("Status", 0, NodeColumns::status),
          Columns.text("Roles", 0, NodeColumns::roles),
          Columns.field("Version", 0, "status.nodeInfo.kubeletVersion"),
          Columns.text("Internal-IP", 1, o -> address(o, "InternalIP")),
          Columns.text("External-IP", 1, o -> address(o, "ExternalIP")),
          Columns.field("OS-Image", 1, "status.nodeInfo.osImage"),
          Columns.field("Kernel-Version", 1, "status.nodeInfo.kernelVersion"),
          Columns.field("Container-Runtime", 1, "status.nodeInfo.containerRuntimeVersion"));

  private NodeColumns() {}

  private static String status(ObjectNode node) {
    String ready =
        Json.objects(node, "status.conditions").stream()
            .filter(c -> Json.text(c, "type").equals("Ready"))
            .map(c -> Json.text(c, "status").equals("True") ? "Ready" : "NotReady")
            .findFirst()
            .orElse("Unknown");
    boolean cordoned = Json.at(node, "spec.unschedulable").asBoolean(false);
    return cordoned ? ready + ",SchedulingDisabled" : ready;
  }

  private static String roles(ObjectNode node) {
    return Columns.orNone(
        node.path("metadata")
            .path("labels")
            .propertyStream()
            .filter(e -> e.getKey().startsWith(ROLE))
            .map(e -> e.getKey().substring(ROLE.length()))
            .collect(Collectors.joining(",")));
  }

  private static String address(ObjectNode node, String type) {
    return Columns.orNone(
        Json.objects(node, "status.addresses").stream()
            .filter(a -> Json.text(a, "type").equals(type))
            .map(a -> Json.text(a, "address"))
            .findFirst()
            .orElse(""));
  }
}
