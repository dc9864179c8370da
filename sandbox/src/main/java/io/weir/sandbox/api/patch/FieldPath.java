package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds and removes what a path of a {@link FieldSet} names. */
final class FieldPath {
  private FieldPath() {}

  /** The value at a path; missing when it is not there. */
  static JsonNode find(JsonNode root, List<String> path) {
    JsonNode node = root;
    for (String element : path) {
      node = step(node, element);
    }
    return node;
  }

  private static JsonNode step(JsonNode node, String element) {
    String rest = element.length() > 2 ? element.substring(2) : "";
    return switch (element.charAt(0)) {
      case 'f' -> node.path(rest);
      case '.' -> node;
      case 'k' -> node.path(indexOfItem(node, parse(rest)));
      default -> node.path(indexOfValue(node, parse(rest)));
    };
  }

  /** Removes the value and the objects that are empty without it. */
  static void remove(ObjectNode root, List<String> path) {
    boolean item = path.getLast().equals(".");
    List<String> place = item ? path.subList(0, path.size() - 1) : path;
    JsonNode parent = find(root, place.subList(0, place.size() - 1));
    String last = place.getLast();
    if (parent instanceof ObjectNode object) {
      object.remove(last.substring(2));
      if (object.isEmpty() && place.size() > 2 && place.get(place.size() - 2).startsWith("f:")) {
        remove(root, place.subList(0, place.size() - 1));
      }
    } else if (parent instanceof ArrayNode array) {
      JsonNode key = parse(last.substring(2));
      int at = last.startsWith("k:") ? indexOfItem(array, key) : indexOfValue(array, key);
      if (at >= 0) {
        array.remove(at);
      }
    }
  }

  private static int indexOfItem(JsonNode list, JsonNode key) {
    for (int i = 0; i < list.size(); i++) {
      if (FieldSet.itemKey(List.copyOf(key.propertyNames()), list.get(i)).equals("k:" + key)) {
        return i;
      }
    }
    return -1;
  }

  private static int indexOfValue(JsonNode list, JsonNode value) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static JsonNode parse(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
