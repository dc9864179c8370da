package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every kind that is served: the built-in ones and those of the CustomResourceDefinitions. */
final class Catalog {
  /** Core events under their second name; one storage, two spellings of the fields. */
  static final Resource EVENTS_OF_GROUP =
      new Resource("events.k8s.io", "v1", "events", "Event", true, List.of("ev"), Set.of());

  private static final List<Resource> BUILT_IN =
      List.of(
          Resource.NAMESPACES,
          Resource.NODES,
          Resource.PODS,
          Resource.SERVICES,
          Resource.ENDPOINTS,
          Resource.CONFIG_MAPS,
          Resource.SECRETS,
          Resource.SERVICE_ACCOUNTS,
          Resource.EVENTS,
          EVENTS_OF_GROUP,
          Resource.ENDPOINT_SLICES,
          Resource.DEPLOYMENTS,
          Resource.REPLICA_SETS,
          Resource.DAEMON_SETS,
          Resource.LEASES,
          Resource.NETWORK_POLICIES,
          Resource.CRDS,
          cluster("networking.k8s.io", "servicecidrs", "ServiceCIDR", "status"),
          cluster("rbac.authorization.k8s.io", "clusterroles", "ClusterRole"),
          cluster("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding"),
          namespaced("rbac.authorization.k8s.io", "roles", "Role"),
          namespaced("rbac.authorization.k8s.io", "rolebindings", "RoleBinding"),
          namespaced("policy", "poddisruptionbudgets", "PodDisruptionBudget"),
          cluster("scheduling.k8s.io", "priorityclasses", "PriorityClass"));

  private final Map<String, Resource> byPath = new LinkedHashMap<>();

  Catalog() {
    BUILT_IN.forEach(this::add);
  }

  private static Resource cluster(String group, String plural, String kind, String... subs) {
    return new Resource(group, "v1", plural, kind, false, List.of(), Set.of(subs));
  }

  private static Resource namespaced(String group, String plural, String kind) {
    return new Resource(group, "v1", plural, kind, true, List.of(), Set.of());
  }

  synchronized Optional<Resource> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(path(group, version, plural)));
  }

  /** Everything that is served, one entry a version. */
  synchronized List<Resource> served() {
    return List.copyOf(byPath.values());
  }

  /** One entry a kind of stored object, whatever its versions. */
  synchronized Collection<Resource> stored() {
    Map<String, Resource> stored = new LinkedHashMap<>();
    byPath.values().stream()
        .filter(resource -> !resource.equals(EVENTS_OF_GROUP))
        .forEach(resource -> stored.putIfAbsent(resource.groupResource(), resource));
    return List.copyOf(stored.values());
  }

  /** Serves what a CustomResourceDefinition defines, and nothing it defined before. */
  synchronized void register(ObjectNode crd) {
    unregister(crd);
    servedBy(crd).forEach(this::add);
  }

  synchronized void unregister(ObjectNode crd) {
    String group = Json.text(crd, "spec.group");
    String plural = Json.text(crd, "spec.names.plural");
    byPath.values().removeIf(r -> r.group().equals(group) && r.plural().equals(plural));
  }

  /** The kinds of a CustomResourceDefinition, one for each served version. */
  List<Resource> servedBy(ObjectNode crd) {
    List<Resource> resources = new ArrayList<>();
    for (ObjectNode version : Json.objects(crd, "spec.versions")) {
      if (version.path("served").asBoolean(false)) {
        resources.add(resource(crd, version));
      }
    }
    return resources;
  }

  private static Resource resource(ObjectNode crd, ObjectNode version) {
    List<String> shortNames =
        Json.at(crd, "spec.names.shortNames").valueStream().map(n -> n.asString("")).toList();
    Set<String> subresources = new HashSet<>();
    JsonNode declared = version.path("subresources");
    if (declared.has("status")) {
      subresources.add("status");
    }
    return new Resource(
        Json.text(crd, "spec.group"),
        version.path("name").asString(""),
        Json.text(crd, "spec.names.plural"),
        Json.text(crd, "spec.names.kind"),
        Json.text(crd, "spec.scope").equals("Namespaced"),
        shortNames,
        subresources);
  }

  private void add(Resource resource) {
    byPath.put(path(resource.group(), resource.version(), resource.plural()), resource);
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }
}
