package io.weir.sandbox.api.json;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** JSON trees as the API server uses them: parsing, writing and reading a field by its path. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** An array of strings. */
  public static ArrayNode strings(List<String> values) {
    ArrayNode array = array();
    values.forEach(array::add);
    return array;
  }

  /**
   * Reads one JSON value.
   *
   * @throws IllegalArgumentException when the text is not JSON; the message says where
   */
  public static JsonNode parse(byte[] text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads one YAML document (JSON is YAML too).
   *
   * @throws IllegalArgumentException when the text is not YAML; the message says where
   */
  public static JsonNode parseYaml(byte[] text) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is not YAML: " + e.getOriginalMessage(), e);
    }
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /** The node at a dotted path such as {@code spec.clusterIP}; a missing node when it is absent. */
  public static JsonNode at(JsonNode node, String path) {
    JsonNode found = node;
    for (String field : path.split("\\.")) {
      found = found.path(field);
    }
    return found;
  }

  /** The scalar at a dotted path as text; empty when it is absent, null or not a scalar. */
  public static String text(JsonNode node, String path) {
    JsonNode found = at(node, path);
    return found.isValueNode() && !found.isNull() ? found.asString() : "";
  }

  /** The object at {@code field}, made when it is absent or not an object. */
  public static ObjectNode child(ObjectNode node, String field) {
    return node.get(field) instanceof ObjectNode child ? child : node.putObject(field);
  }

  /** The objects in the array at a dotted path; whatever is not an object is left out. */
  public static List<ObjectNode> objects(JsonNode node, String path) {
    return at(node, path)
        .valueStream()
        .filter(JsonNode::isObject)
        .map(ObjectNode.class::cast)
        .toList();
  }
}
