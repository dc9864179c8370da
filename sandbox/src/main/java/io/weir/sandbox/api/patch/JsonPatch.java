package io.weir.sandbox.api.patch;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON patch, RFC 6902: add, remove, replace, move, copy, test. */
public final class JsonPatch {
  private JsonPatch() {}

  /** Changes {@code target} in place and hands it back. */
  public static ObjectNode apply(ObjectNode target, JsonNode operations) {
    if (!operations.isArray()) {
      throw new IllegalArgumentException("a JSON patch is an array of operations");
    }
    operations.forEach(operation -> step(target, operation));
    return target;
  }

  private static void step(ObjectNode root, JsonNode operation) {
    String path = operation.path("path").asString("");
    String from = operation.path("from").asString("");
    JsonNode value = operation.path("value");
    switch (operation.path("op").asString("")) {
      case "add" -> add(root, path, value);
      case "remove" -> remove(root, path);
      case "replace" -> {
        find(root, path);
        Place place = place(root, path);
        if (place.parent() instanceof ArrayNode array) {
          array.set(index(array, place.last(), path), value);
        } else {
          add(root, path, value);
        }
      }
      case "move" -> {
        JsonNode moved = find(root, from);
        remove(root, from);
        add(root, path, moved);
      }
      case "copy" -> add(root, path, find(root, from).deepCopy());
      case "test" -> {
        if (!find(root, path).equals(value)) {
          throw new IllegalArgumentException(
              "testing value %s failed: value=%s".formatted(path, value));
        }
      }
      case String other ->
          throw new IllegalArgumentException("unknown JSON patch operation: op=" + other);
    }
  }

  private record Place(JsonNode parent, String last) {}

  private static Place place(ObjectNode root, String path) {
    List<String> steps = steps(path);
    JsonNode parent = root;
    for (String step : steps.subList(0, steps.size() - 1)) {
      parent = child(parent, step, path);
    }
    return new Place(parent, steps.getLast());
  }

  private static void add(ObjectNode root, String path, JsonNode value) {
    Place place = place(root, path);
    switch (place.parent()) {
      case ObjectNode object -> object.set(place.last(), value);
      case ArrayNode array when place.last().equals("-") -> array.add(value);
      case ArrayNode array -> array.insert(index(array, place.last(), path), value);
      default -> throw missing(path);
    }
  }

  private static void remove(ObjectNode root, String path) {
    find(root, path);
    Place place = place(root, path);
    switch (place.parent()) {
      case ObjectNode object -> object.remove(place.last());
      case ArrayNode array -> array.remove(index(array, place.last(), path));
      default -> throw missing(path);
    }
  }

  private static JsonNode find(ObjectNode root, String path) {
    JsonNode node = root;
    for (String step : steps(path)) {
      node = child(node, step, path);
    }
    return node;
  }

  private static JsonNode child(JsonNode node, String step, String path) {
    JsonNode child =
        node instanceof ArrayNode array ? array.path(index(array, step, path)) : node.path(step);
    if (child.isMissingNode()) {
      throw missing(path);
    }
    return child;
  }

  private static int index(ArrayNode array, String step, String path) {
    try {
      int index = Integer.parseInt(step);
      if (index >= 0 && index <= array.size()) {
        return index;
      }
    } catch (NumberFormatException _) {
      // Said below, together with the index that is out of range.
    }
    throw missing(path);
  }

  private static List<String> steps(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a JSON patch path begins with a slash: path=" + path);
    }
    return Stream.of(path.substring(1).split("/", -1))
        .map(step -> step.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  private static IllegalArgumentException missing(String path) {
    return new IllegalArgumentException(
        "the JSON patch names a path that is not there: path=" + path);
  }
}
