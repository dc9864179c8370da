package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of CustomResourceDefinitions, by the schema each definition brings: unknown fields
 * are pruned, defaults filled in, values validated. Rules in CEL are not evaluated.
 */
final class Schemas {
  private static final List<String> ALWAYS = List.of("apiVersion", "kind", "metadata");

  /** By {@code plural.group}, then version. */
  private final Map<String, Map<String, JsonNode>> known = new HashMap<>();

  /** Takes note of a stored definition. */
  void learn(ObjectNode definition) {
    Map<String, JsonNode> versions = new HashMap<>();
    for (ObjectNode version : Json.objects(definition, "spec.versions")) {
      if (Json.at(version, "schema.openAPIV3Schema") instanceof ObjectNode schema) {
        ObjectNode own = schema.deepCopy();
        own.withArray("required").removeIf(field -> ALWAYS.contains(field.asString("")));
        versions.put(Json.text(version, "name"), own);
      }
    }
    known.put(Json.text(definition, "metadata.name"), versions);
  }

  void forget(ObjectNode definition) {
    known.remove(Json.text(definition, "metadata.name"));
  }

  /** Completes and judges an object in place; one of a kind without a schema is left alone. */
  void admit(String groupResource, ObjectNode object, List<Fault> faults) {
    String apiVersion = Json.text(object, "apiVersion");
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    JsonNode schema = known.getOrDefault(groupResource, Map.of()).get(version);
    if (schema == null) {
      return;
    }
    ObjectNode own = object.deepCopy().remove(ALWAYS);
    prune(schema, own);
    List<String> gone = object.propertyNames().stream().filter(f -> !ALWAYS.contains(f)).toList();
    object.remove(gone).setAll(own);
    SchemaChecks.check(schema, own, "", faults);
  }

  private static void prune(JsonNode schema, JsonNode value) {
    if (value.isArray()) {
      value.forEach(item -> prune(schema.path("items"), item));
    }
    if (!(value instanceof ObjectNode object)) {
      return;
    }
    JsonNode properties = schema.path("properties");
    properties.forEachEntry((field, child) -> {
      if (!object.has(field) && child.has("default")) {
        object.set(field, child.path("default").deepCopy());
      }
    });
    JsonNode additional = schema.path("additionalProperties");
    boolean open =
        additional.isObject()
            || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
    if (!open) {
      List<String> unknown =
          object.propertyNames().stream().filter(field -> !properties.has(field)).toList();
      object.remove(unknown);
    }
    object.forEachEntry((field, child) ->
        prune(properties.has(field) ? properties.path(field) : additional, child));
  }
}
