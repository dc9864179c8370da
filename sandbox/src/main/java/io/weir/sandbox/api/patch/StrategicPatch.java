package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch that merges keyed lists item by item, with the directives
 * {@code $patch}, {@code $retainKeys}, {@code $setElementOrder} and {@code
 * $deleteFromPrimitiveList}.
 */
public final class StrategicPatch {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";

  private final String kind;

  private StrategicPatch(String kind) {
    this.kind = kind;
  }

  /** Changes {@code target}, an object of this built-in kind, in place and hands it back. */
  public static ObjectNode apply(String kind, ObjectNode target, ObjectNode patch) {
    new StrategicPatch(kind).merge(target, patch, List.of());
    return target;
  }

  private void merge(ObjectNode target, ObjectNode patch, List<String> path) {
    String directive = patch.path(DIRECTIVE).asString("");
    if (directive.equals("replace") || directive.equals("delete")) {
      target.removeAll();
    }
    if (directive.equals("delete")) {
      return;
    }
    if (patch.has(RETAIN)) {
      List<String> kept = patch.get(RETAIN).valueStream().map(k -> k.asString("")).toList();
      target.retain(kept);
    }
    patch.forEachEntry((name, value) -> {
      if (name.startsWith(DELETE_VALUES)) {
        deleteValues(target, name.substring(DELETE_VALUES.length()), value);
      } else if (!name.startsWith("$")) {
        set(target, name, value, below(path, name));
      }
    });
    patch.forEachEntry((name, value) -> {
      if (name.startsWith(ORDER)) {
        String field = name.substring(ORDER.length());
        order(target, field, value, below(path, field));
      }
    });
  }

  private void set(ObjectNode target, String name, JsonNode value, List<String> path) {
    switch (value) {
      case ObjectNode object -> merge(Json.child(target, name), object, path);
      case ArrayNode array -> setList(target, name, array, path);
      case JsonNode nothing when nothing.isNull() -> target.remove(name);
      default -> target.set(name, value);
    }
  }

  private void setList(ObjectNode target, String name, ArrayNode patch, List<String> path) {
    Optional<String> key = ListKeys.mergeKey(kind, path);
    if (key.isPresent()) {
      ArrayNode merged =
          target.get(name) instanceof ArrayNode present ? present : target.putArray(name);
      mergeItems(merged, patch, key.get(), path);
    } else if (ListKeys.isSet(path) && target.get(name) instanceof ArrayNode present) {
      patch.valueStream().filter(v -> !contains(present, v)).forEach(present::add);
    } else {
      target.set(name, patch);
    }
  }

  private void mergeItems(ArrayNode items, ArrayNode patch, String key, List<String> path) {
    boolean replace =
        patch.valueStream().anyMatch(i -> i.path(DIRECTIVE).asString("").equals("replace"));
    if (replace) {
      items.removeAll();
    }
    for (JsonNode item : patch) {
      if (!(item instanceof ObjectNode change) || !change.has(key)) {
        continue;
      }
      int at = indexOf(items, key, change.get(key));
      if (change.path(DIRECTIVE).asString("").equals("delete")) {
        if (at >= 0) {
          items.remove(at);
        }
      } else {
        ObjectNode merged = at >= 0 ? (ObjectNode) items.get(at) : items.addObject();
        merge(merged, change, path);
      }
    }
  }

  private static int indexOf(ArrayNode items, String key, JsonNode value) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).path(key).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static void deleteValues(ObjectNode target, String field, JsonNode values) {
    if (target.get(field) instanceof ArrayNode list) {
      ArrayNode kept = Json.array();
      list.valueStream().filter(v -> !contains(values, v)).forEach(kept::add);
      target.set(field, kept);
    }
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    return list.valueStream().anyMatch(value::equals);
  }

  /** Items that the order names come in that order, the others stay behind them. */
  private void order(ObjectNode target, String field, JsonNode order, List<String> path) {
    if (!(target.get(field) instanceof ArrayNode list)) {
      return;
    }
    Optional<String> key = ListKeys.mergeKey(kind, path);
    Map<JsonNode, Integer> rank = new HashMap<>();
    order.forEach(o -> rank.putIfAbsent(key.map(o::path).orElse(o), rank.size()));
    List<JsonNode> sorted = new ArrayList<>();
    list.forEach(sorted::add);
    sorted.sort((a, b) -> {
      int left = rank.getOrDefault(key.map(a::path).orElse(a), rank.size());
      int right = rank.getOrDefault(key.map(b::path).orElse(b), rank.size());
      return Integer.compare(left, right);
    });
    list.removeAll();
    sorted.forEach(list::add);
  }

  private static List<String> below(List<String> path, String field) {
    return Stream.concat(path.stream(), Stream.of(field)).toList();
  }
}
