package io.weir.agent.kube;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One object of a rendered chart, and where the API server keeps it.
 *
 * @param object in full
 */
record Manifest(JsonNode object) {
  private static final Map<String, String> PLURALS =
      Map.of(
          "ServiceAccount", "serviceaccounts",
          "ConfigMap", "configmaps",
          "Service", "services",
          "DaemonSet", "daemonsets",
          "ClusterRole", "clusterroles",
          "ClusterRoleBinding", "clusterrolebindings",
          "Role", "roles",
          "RoleBinding", "rolebindings",
          "CustomResourceDefinition", "customresourcedefinitions");

  String kind() {
    return object.get("kind").asString();
  }

  String path() {
    String version = object.get("apiVersion").asString();
    JsonNode metadata = object.get("metadata");
    return (version.contains("/") ? "/apis/" : "/api/")
        + version
        + (metadata.has("namespace") ? "/namespaces/" + metadata.get("namespace").asString() : "")
        + "/"
        + PLURALS.get(kind())
        + "/"
        + metadata.get("name").asString();
  }

  /** Whether Kubernetes itself has the kind: monitors are another's. */
  boolean served() {
    return PLURALS.containsKey(kind());
  }
}
