package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much OpenAPI v3 as kubectl needs: that PATCH knows {@code fieldValidation}, so that kubectl
 * leaves validation to the server; and the schema a CustomResourceDefinition brings, for explain.
 */
final class OpenApi {
  private final ObjectStore store;

  OpenApi(ObjectStore store) {
    this.store = store;
  }

  Optional<Answer> answer(Call call) {
    List<String> path = call.segments();
    boolean ours =
        call.method().equals("GET")
            && path.size() > 1
            && path.subList(0, 2).equals(List.of("openapi", "v3"));
    if (!ours) {
      return Optional.empty();
    }
    if (path.size() == 2) {
      return Optional.of(Answer.ok(index()));
    }
    String prefix = "/" + String.join("/", path.subList(2, path.size()));
    List<Resource> found =
        store.catalog().served().stream().filter(r -> prefix(r).equals(prefix)).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(Answer.ok(document(found)));
  }

  private static String prefix(Resource resource) {
    return (resource.group().isEmpty() ? "/api/" : "/apis/") + resource.apiVersion();
  }

  private ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (Resource resource : store.catalog().served()) {
      String path = prefix(resource).substring(1);
      // No hash in the address: kubectl then does not keep the document in its cache.
      Json.child(paths, path).put("serverRelativeURL", "/openapi/v3/" + path);
    }
    return index;
  }

  private ObjectNode document(List<Resource> resources) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Weir sandbox").put("version", "v1.36.0");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (Resource resource : resources) {
      String scope = resource.namespaced() ? "/namespaces/{namespace}/" : "/";
      ObjectNode item = paths.putObject(prefix(resource) + scope + resource.plural() + "/{name}");
      operation(item.putObject("get"), "get", resource);
      operation(item.putObject("patch"), "patch", resource);
      schemas.set(schemaName(resource), schema(resource));
    }
    return document;
  }

  private static void operation(ObjectNode operation, String action, Resource resource) {
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", kind(resource));
    ArrayNode parameters = operation.putArray("parameters");
    ObjectNode validation = parameters.addObject();
    validation.put("name", "fieldValidation").put("in", "query");
    validation.putObject("schema").put("type", "string");
    ObjectNode content =
        operation
            .putObject("responses")
            .putObject("200")
            .put("description", "OK")
            .putObject("content")
            .putObject("application/json")
            .putObject("schema");
    content.put("$ref", "#/components/schemas/" + schemaName(resource));
  }

  private static ObjectNode kind(Resource resource) {
    return Json.object()
        .put("group", resource.group())
        .put("version", resource.version())
        .put("kind", resource.kind());
  }

  private static String schemaName(Resource resource) {
    String group = resource.group().isEmpty() ? "core" : resource.group();
    return group + "." + resource.version() + "." + resource.kind();
  }

  private ObjectNode schema(Resource resource) {
    ObjectNode schema =
        store
            .get(Resource.CRDS, "", resource.groupResource())
            .flatMap(crd -> declared(crd, resource.version()))
            .orElseGet(Json::object);
    schema.put("type", "object");
    ObjectNode properties = Json.child(schema, "properties");
    for (String field : List.of("apiVersion", "kind")) {
      Json.child(properties, field).put("type", "string");
    }
    for (String field : List.of("metadata", "spec", "status")) {
      Json.child(properties, field).put("type", "object");
    }
    schema.putArray("x-kubernetes-group-version-kind").add(kind(resource));
    return schema;
  }

  private static Optional<ObjectNode> declared(ObjectNode crd, String version) {
    return Json.objects(crd, "spec.versions").stream()
        .filter(v -> v.path("name").asString("").equals(version))
        .map(v -> Json.at(v, "schema.openAPIV3Schema"))
        .filter(ObjectNode.class::isInstance)
        .map(s -> (ObjectNode) s.deepCopy())
        .findFirst();
  }
}
