package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON paths that printer columns use: fields, {@code ['quoted.fields']}, {@code [0]}, {@code
 * [*]} (the first) and {@code [?(@.type=="Ready")]}.
 */
final class JsonPathCell {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\\\]|\\\\.)+)"
              + "|\\['([^']+)'\\]"
              + "|\\[(\\d+|\\*)\\]"
              + "|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

  private JsonPathCell() {}

  static BiFunction<ObjectNode, Instant, JsonNode> of(String path, String type) {
    return (object, now) -> {
      JsonNode value = find(object, path);
      if (type.equals("date") && value.isString()) {
        return Columns.string(Ages.since(value.asString(), now));
      }
      boolean shown = value.isContainer() && type.equals("string");
      return shown ? Columns.string(value.toString()) : value.isMissingNode() ? empty() : value;
    };
  }

  private static JsonNode empty() {
    return Columns.string("");
  }

  private static JsonNode find(JsonNode object, String path) {
    JsonNode node = object;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(1) != null) {
        node = node.path(step.group(1).replace("\\.", "."));
      } else if (step.group(2) != null) {
        node = node.path(step.group(2));
      } else if (step.group(3) != null) {
        node = node.path(step.group(3).equals("*") ? 0 : Integer.parseInt(step.group(3)));
      } else {
        node = matching(node, step.group(4), step.group(5));
      }
    }
    return node;
  }

  private static JsonNode matching(JsonNode list, String field, String value) {
    return list.valueStream()
        .filter(item -> Json.text(item, field).equals(value))
        .findFirst()
        .orElseGet(() -> list.path("no item matches"));
  }
}
