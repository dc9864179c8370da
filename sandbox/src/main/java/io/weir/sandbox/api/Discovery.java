package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What this server serves: versions, groups, resources, health. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final Set<String> IN_ALL =
      Set.of("pods", "services", "deployments", "replicasets", "daemonsets");
  private final Catalog catalog;

  Discovery(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Empty when the path is not about discovery. */
  Optional<Answer> answer(Call call) {
    if (!call.method().equals("GET")) {
      return Optional.empty();
    }
    List<String> path = call.segments();
    return switch (path.isEmpty() ? "" : path.getFirst()) {
      case "" -> Optional.of(Answer.ok(paths()));
      case "healthz", "readyz", "livez" -> Optional.of(Answer.text("ok"));
      case "version" -> Optional.of(Answer.ok(version()));
      case "api" ->
          switch (path.size()) {
            case 1 -> Optional.of(Answer.ok(coreVersions()));
            case 2 -> resources("", path.get(1));
            default -> Optional.empty();
          };
      case "apis" ->
          switch (path.size()) {
            case 1 -> Optional.of(Answer.ok(groups()));
            case 2 -> group(path.get(1));
            case 3 -> resources(path.get(1), path.get(2));
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static ObjectNode paths() {
    return Json.object().set("paths", Json.strings(List.of("/api", "/apis", "/openapi/v3")));
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.0-weir-sandbox")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-01-01T00:00:00Z")
        .put("goVersion", "none")
        .put("compiler", "javac")
        .put("platform", "linux/" + System.getProperty("os.arch"));
  }

  private static ObjectNode coreVersions() {
    ObjectNode versions = Json.object();
    versions.put("kind", "APIVersions").putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  private ObjectNode groups() {
    ObjectNode list = Json.object();
    list.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    Set<String> names =
        catalog.served().stream()
            .map(Resource::group)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    names.add("authorization.k8s.io");
    names.add("authentication.k8s.io");
    names.forEach(name -> groups.add(groupNode(name)));
    return list;
  }

  private Optional<Answer> group(String name) {
    boolean known = catalog.served().stream().anyMatch(r -> r.group().equals(name));
    return known
        ? Optional.of(Answer.ok(groupNode(name).put("kind", "APIGroup").put("apiVersion", "v1")))
        : Optional.empty();
  }

  private ObjectNode groupNode(String name) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode versions = group.putArray("versions");
    List<String> served =
        catalog.served().stream()
            .filter(r -> r.group().equals(name))
            .map(Resource::version)
            .distinct()
            .sorted(Discovery::stableFirst)
            .toList();
    for (String version : served.isEmpty() ? List.of("v1") : served) {
      versions.add(versionNode(name, version));
    }
    return group.set("preferredVersion", versions.get(0));
  }

  private static ObjectNode versionNode(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
  }

  /** v2 before v1 before v1beta1. */
  private static int stableFirst(String a, String b) {
    boolean stableA = a.matches("v\\d+");
    boolean stableB = b.matches("v\\d+");
    return stableA != stableB ? (stableA ? -1 : 1) : b.compareTo(a);
  }

  private Optional<Answer> resources(String group, String version) {
    List<Resource> found =
        catalog.served().stream()
            .filter(r -> r.group().equals(group) && r.version().equals(version))
            .toList();
    ObjectNode list = Json.object();
    list.put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    found.forEach(resource -> describe(resources, resource));
    reviews(group, resources);
    boolean known = !found.isEmpty() || !resources.isEmpty();
    return known ? Optional.of(Answer.ok(list)) : Optional.empty();
  }

  private static void describe(ArrayNode resources, Resource resource) {
    ObjectNode node = resources.addObject();
    node.put("name", resource.plural());
    node.put("singularName", resource.kind().toLowerCase(Locale.ROOT));
    node.put("namespaced", resource.namespaced()).put("kind", resource.kind());
    node.set("verbs", Json.strings(VERBS));
    if (!resource.shortNames().isEmpty()) {
      node.set("shortNames", Json.strings(resource.shortNames()));
    }
    if (IN_ALL.contains(resource.plural())) {
      node.putArray("categories").add("all");
    }
    for (String sub : resource.subresources()) {
      ObjectNode part = resources.addObject();
      part.put("name", resource.plural() + "/" + sub).put("singularName", "");
      part.put("namespaced", resource.namespaced());
      if (sub.equals("scale")) {
        part.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
      } else {
        part.put("kind", resource.kind());
      }
      part.set("verbs", Json.strings(List.of("get", "patch", "update")));
    }
  }

  private static void reviews(String group, ArrayNode resources) {
    switch (group) {
      case "authorization.k8s.io" ->
          createOnly(resources, "selfsubjectaccessreviews", "SelfSubjectAccessReview");
      case "authentication.k8s.io" ->
          createOnly(resources, "selfsubjectreviews", "SelfSubjectReview");
      default -> {}
    }
  }

  private static void createOnly(ArrayNode resources, String plural, String kind) {
    ObjectNode node = resources.addObject();
    node.put("name", plural).put("singularName", "").put("namespaced", false).put("kind", kind);
    node.putArray("verbs").add("create");
  }
}
