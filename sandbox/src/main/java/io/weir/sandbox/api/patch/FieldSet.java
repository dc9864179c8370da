package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Paths of leaves, in the words of Kubernetes' FieldsV1: {@code f:name} a field, {@code k:{...}} an
 * item by its keys, {@code v:value} a member of a set, {@code .} the item itself.
 */
final class FieldSet {
  private static final Set<String> OWN_METADATA = Set.of("labels", "annotations", "finalizers");
  private static final Set<String> NOT_OWNED = Set.of("apiVersion", "kind", "status");

  private FieldSet() {}

  /** Every leaf of an object that a manager can own. */
  static Set<List<String>> of(ObjectNode object) {
    Set<List<String>> leaves = new LinkedHashSet<>();
    String kind = object.path("kind").asString("");
    object.forEachEntry((name, value) -> {
      if (name.equals("metadata")) {
        value.forEachEntry((field, owned) -> {
          if (OWN_METADATA.contains(field) || field.equals("ownerReferences")) {
            walk(kind, owned, List.of("f:metadata", "f:" + field), leaves);
          }
        });
      } else if (!NOT_OWNED.contains(name)) {
        walk(kind, value, List.of("f:" + name), leaves);
      }
    });
    return leaves;
  }

  private static void walk(
      String kind, JsonNode node, List<String> path, Set<List<String>> leaves) {
    switch (node) {
      case ObjectNode object when !object.isEmpty() ->
          object.forEachEntry((name, value) -> walk(kind, value, below(path, "f:" + name), leaves));
      case ArrayNode array when !keys(kind, path).isEmpty() -> {
        for (JsonNode item : array) {
          List<String> itemPath = below(path, itemKey(keys(kind, path), item));
          leaves.add(below(itemPath, "."));
          walk(kind, item, itemPath, leaves);
        }
      }
      case ArrayNode array when ListKeys.isSet(names(path)) ->
          array.forEach(value -> leaves.add(below(path, "v:" + value)));
      case JsonNode nothing when nothing.isNull() -> {}
      default -> leaves.add(path);
    }
  }

  static List<String> keys(String kind, List<String> path) {
    return ListKeys.mapKeys(kind, names(path));
  }

  /** {@code k:{"port":80,"protocol":"TCP"}}; a protocol that is left out is TCP. */
  static String itemKey(List<String> keys, JsonNode item) {
    ObjectNode key = Json.object();
    for (String name : keys) {
      if (item.has(name)) {
        key.set(name, item.get(name));
      } else if (name.equals("protocol")) {
        key.put(name, "TCP");
      }
    }
    return "k:" + key;
  }

  private static List<String> names(List<String> path) {
    return path.stream().filter(p -> p.startsWith("f:")).map(p -> p.substring(2)).toList();
  }

  private static List<String> below(List<String> path, String element) {
    return Stream.concat(path.stream(), Stream.of(element)).toList();
  }

  /** The tree that {@code managedFields[].fieldsV1} holds. */
  static ObjectNode encode(Set<List<String>> paths) {
    ObjectNode root = Json.object();
    for (List<String> path : paths) {
      ObjectNode node = root;
      for (String element : path) {
        node = Json.child(node, element);
      }
    }
    return root;
  }

  static Set<List<String>> decode(JsonNode fields) {
    Set<List<String>> paths = new LinkedHashSet<>();
    collect(fields, new ArrayList<>(), paths);
    return paths;
  }

  private static void collect(JsonNode node, List<String> path, Set<List<String>> paths) {
    if (node.isEmpty()) {
      if (!path.isEmpty()) {
        paths.add(List.copyOf(path));
      }
      return;
    }
    node.forEachEntry((element, below) -> {
      path.add(element);
      collect(below, path, paths);
      path.removeLast();
    });
  }

  /** {@code .spec.ports[port=80,protocol="TCP"].nodePort}, as conflicts name a field. */
  static String shown(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String element : path) {
      switch (element.charAt(0)) {
        case 'f' -> text.append('.').append(element.substring(2));
        case 'k' -> {
          List<String> keys = new ArrayList<>();
          Json.parse(element.substring(2).getBytes(StandardCharsets.UTF_8))
              .forEachEntry((name, value) -> keys.add(name + "=" + value));
          text.append('[').append(String.join(",", keys)).append(']');
        }
        case 'v' -> text.append('[').append(element.substring(2)).append(']');
        default -> {}
      }
    }
    return text.toString();
  }
}
