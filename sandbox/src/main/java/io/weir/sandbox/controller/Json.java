package io.weir.sandbox.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reading Kubernetes objects as trees: what is absent reads as empty. */
public final class Json {
  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @param path member names from the root, separated by slashes
   */
  public static JsonNode at(JsonNode root, String path) {
    JsonNode node = root;
    for (String member : path.split("/")) {
      node = node.path(member);
    }
    return node;
  }

  /** The text there, or "". */
  public static String text(JsonNode root, String path) {
    JsonNode node = at(root, path);
    return node.isString() ? node.stringValue() : "";
  }

  public static boolean isTrue(JsonNode root, String path) {
    JsonNode node = at(root, path);
    return node.isBoolean() && node.booleanValue();
  }

  public static int number(JsonNode root, String path, int otherwise) {
    JsonNode node = at(root, path);
    return node.isInt() || node.isLong() ? node.intValue() : otherwise;
  }

  public static List<JsonNode> items(JsonNode root, String path) {
    return StreamSupport.stream(at(root, path).spliterator(), false).toList();
  }

  public static List<String> texts(JsonNode root, String path) {
    return items(root, path).stream()
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .toList();
  }

  public static Map<String, String> map(JsonNode root, String path) {
    Map<String, String> result = new TreeMap<>();
    at(root, path)
        .properties()
        .forEach(e -> {
          if (e.getValue().isString()) {
            result.put(e.getKey(), e.getValue().stringValue());
          }
        });
    return result;
  }

  public static String name(JsonNode object) {
    return text(object, "metadata/name");
  }

  public static String namespace(JsonNode object) {
    return text(object, "metadata/namespace");
  }

  public static String uid(JsonNode object) {
    return text(object, "metadata/uid");
  }

  public static boolean isDeleting(JsonNode object) {
    return !text(object, "metadata/deletionTimestamp").isEmpty();
  }

  /** Every label of an equality selector is there with its value. */
  public static boolean selects(Map<String, String> selector, JsonNode object) {
    return map(object, "metadata/labels").entrySet().containsAll(selector.entrySet());
  }

  /** The owner that manages the object. */
  public static Optional<JsonNode> controller(JsonNode object) {
    return items(object, "metadata/ownerReferences").stream()
        .filter(o -> isTrue(o, "controller"))
        .findFirst();
  }

  public static boolean isOwnedBy(JsonNode object, String ownerUid) {
    return controller(object).filter(o -> text(o, "uid").equals(ownerUid)).isPresent();
  }

  /** Makes {@code owner} the one that manages {@code object}. */
  static void own(ObjectNode object, JsonNode owner) {
    ObjectNode reference = object.withObject("/metadata").putArray("ownerReferences").addObject();
    reference.put("apiVersion", text(owner, "apiVersion"));
    reference.put("kind", text(owner, "kind"));
    reference.put("name", name(owner));
    reference.put("uid", uid(owner));
    reference.put("controller", true);
    reference.put("blockOwnerDeletion", true);
  }

  /** Whether the condition of this type is "True". */
  public static boolean condition(JsonNode object, String type) {
    return items(object, "status/conditions").stream()
        .anyMatch(c -> text(c, "type").equals(type) && text(c, "status").equals("True"));
  }

  public static List<JsonNode> concat(List<JsonNode> first, List<JsonNode> second) {
    List<JsonNode> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
