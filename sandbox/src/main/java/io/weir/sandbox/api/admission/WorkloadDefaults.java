package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What pods and the kinds that make pods get when it is left out. */
final class WorkloadDefaults {
  private static final int GRACE_SECONDS = 30;
  private static final int HISTORY = 10;
  private static final int PROGRESS_SECONDS = 600;

  private WorkloadDefaults() {}

  static void pod(ObjectNode pod) {
    podSpec(Json.child(pod, "spec"));
    ObjectNode status = Json.child(pod, "status");
    text(status, "phase", "Pending");
    text(status, "qosClass", "BestEffort");
  }

  static void workload(String groupResource, ObjectNode object) {
    ObjectNode spec = Json.child(object, "spec");
    podSpec(Json.child(Json.child(spec, "template"), "spec"));
    number(spec, "revisionHistoryLimit", HISTORY);
    switch (groupResource) {
      case "daemonsets.apps" -> text(Json.child(spec, "updateStrategy"), "type", "RollingUpdate");
      case "deployments.apps" -> {
        number(spec, "replicas", 1);
        number(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
        ObjectNode strategy = Json.child(spec, "strategy");
        text(strategy, "type", "RollingUpdate");
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
          ObjectNode rolling = Json.child(strategy, "rollingUpdate");
          text(rolling, "maxSurge", "25%");
          text(rolling, "maxUnavailable", "25%");
        }
      }
      default -> {
        spec.remove("revisionHistoryLimit");
        number(spec, "replicas", 1);
      }
    }
  }

  private static void podSpec(ObjectNode spec) {
    text(spec, "restartPolicy", "Always");
    text(spec, "dnsPolicy", "ClusterFirst");
    text(spec, "schedulerName", "default-scheduler");
    number(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
    boolean onHost = spec.path("hostNetwork").asBoolean(false);
    for (String list : List.of("containers", "initContainers")) {
      for (ObjectNode container : Json.objects(spec, list)) {
        String image = Json.text(container, "image");
        boolean latest = image.endsWith(":latest") || !image.contains(":");
        text(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
        for (ObjectNode port : Json.objects(container, "ports")) {
          text(port, "protocol", "TCP");
          if (onHost && port.has("containerPort") && !port.has("hostPort")) {
            port.set("hostPort", port.get("containerPort"));
          }
        }
      }
    }
  }

  private static void text(ObjectNode node, String field, String value) {
    if (Json.text(node, field).isEmpty()) {
      node.put(field, value);
    }
  }

  private static void number(ObjectNode node, String field, int value) {
    if (!node.path(field).isNumber()) {
      node.put(field, value);
    }
  }
}
