package io.weir.agent.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Makes policies, as their users would. Specs are YAML or JSON. */
final class Policies {
  private static final Path DEFINITION = Path.of("../deploy/crds/clusternetworkpolicies.yaml");
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final String CLUSTER =
      "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies/";

  private Policies() {}

  /** The definition that Weir ships; returns once the server serves the kind. */
  static void define(Api api) throws IOException {
    String path = DEFINITIONS + "clusternetworkpolicies.policy.networking.k8s.io";
    api.apply(path, Files.readString(DEFINITION));
    api.awaitFound(CLUSTER.substring(0, CLUSTER.length() - 1));
  }

  static String path(String name) {
    return CLUSTER + name;
  }

  /** The condition of a ClusterNetworkPolicy where it has that status. */
  static Optional<JsonNode> condition(Api api, String policy, String type, String status)
      throws IOException {
    for (JsonNode condition : api.get(path(policy)).path("status").path("conditions")) {
      if (condition.path("type").asString("").equals(type)
          && condition.path("status").asString("").equals(status)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  static void networkPolicy(Api api, Space space, String name, String spec) throws IOException {
    api.apply(
        "/apis/networking.k8s.io/v1/namespaces/" + space.namespace() + "/networkpolicies/" + name,
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: "
            + name
            + "}, spec: "
            + spec
            + "}");
  }

  static void clusterPolicy(Api api, String name, String spec) throws IOException {
    api.apply(
        path(name),
        "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy,"
            + " metadata: {name: "
            + name
            + "}, spec: "
            + spec
            + "}");
  }
}
