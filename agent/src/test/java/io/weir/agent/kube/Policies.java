package io.weir.agent.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
