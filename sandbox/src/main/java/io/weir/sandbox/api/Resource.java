package io.weir.sandbox.api;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A kind of object and how it is addressed: {@code /apis/GROUP/VERSION/namespaces/NS/PLURAL/NAME}.
 *
 * @param group API group, empty for the core group
 * @param shortNames what kubectl accepts in place of the plural
 * @param subresources any of {@code status}, {@code scale}
 */
public record Resource(
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    Set<String> subresources) {

  public static final Resource PODS = core("pods", "Pod", List.of("po"), "status");
  public static final Resource SERVICES = core("services", "Service", List.of("svc"), "status");
  public static final Resource ENDPOINTS = core("endpoints", "Endpoints", List.of("ep"));
  public static final Resource CONFIG_MAPS = core("configmaps", "ConfigMap", List.of("cm"));
  public static final Resource SECRETS = core("secrets", "Secret", List.of());
  public static final Resource SERVICE_ACCOUNTS =
      core("serviceaccounts", "ServiceAccount", List.of("sa"));
  public static final Resource EVENTS = core("events", "Event", List.of("ev"));
  public static final Resource NODES = cluster("nodes", "Node", List.of("no"));
  public static final Resource NAMESPACES = cluster("namespaces", "Namespace", List.of("ns"));
  public static final Resource ENDPOINT_SLICES =
      of("discovery.k8s.io", "endpointslices", "EndpointSlice", List.of());
  public static final Resource DEPLOYMENTS =
      of("apps", "deployments", "Deployment", List.of("deploy"), "status", "scale");
  public static final Resource REPLICA_SETS =
      of("apps", "replicasets", "ReplicaSet", List.of("rs"), "status", "scale");
  public static final Resource DAEMON_SETS =
      of("apps", "daemonsets", "DaemonSet", List.of("ds"), "status");
  public static final Resource LEASES = of("coordination.k8s.io", "leases", "Lease", List.of());
  public static final Resource NETWORK_POLICIES =
      of("networking.k8s.io", "networkpolicies", "NetworkPolicy", List.of("netpol"));
  public static final Resource CRDS =
      new Resource(
          "apiextensions.k8s.io",
          "v1",
          "customresourcedefinitions",
          "CustomResourceDefinition",
          false,
          List.of("crd", "crds"),
          Set.of("status"));

  public Resource {
    shortNames = List.copyOf(shortNames);
    subresources = Set.copyOf(subresources);
  }

  private static Resource core(String plural, String kind, List<String> shorts, String... subs) {
    return new Resource("", "v1", plural, kind, true, shorts, Set.of(subs));
  }

  private static Resource cluster(String plural, String kind, List<String> shorts) {
    return new Resource("", "v1", plural, kind, false, shorts, Set.of("status"));
  }

  private static Resource of(
      String group, String plural, String kind, List<String> shorts, String... subs) {
    return new Resource(group, "v1", plural, kind, true, shorts, Set.of(subs));
  }

  /** {@code apiVersion} of its objects, such as {@code v1} or {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The name in messages and in storage, such as {@code services} or {@code deployments.apps}. */
  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The key of one object among its kind: sorts by namespace, then by name. */
  static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  static String key(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return key(metadata.path("namespace").asString(""), metadata.path("name").asString(""));
  }
}
