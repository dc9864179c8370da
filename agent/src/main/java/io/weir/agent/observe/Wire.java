package io.weir.agent.observe;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.weir.values.Family;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that the agent and the CLI speak, to each other and to scripts. Within {@code weir/v1}
 * nothing is renamed or removed, things are only added; golden tests hold it.
 */
public final class Wire {
  public static final String API_VERSION = "weir/v1";

  /** Absent optionals are null, instants RFC 3339. */
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addMixIn(Family.class, FamilyNames.class)
          .build();

  /** The same on one line. */
  public static final ObjectWriter LINE = JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

  /** Families as Kubernetes writes them. */
  private enum FamilyNames {
    @JsonProperty("IPv4")
    IPV4,
    @JsonProperty("IPv6")
    IPV6
  }

  private Wire() {}

  /** {@code value}'s components after apiVersion and kind. */
  public static ObjectNode object(String kind, Object value) {
    ObjectNode node = head(kind);
    node.setAll((ObjectNode) JSON.<JsonNode>valueToTree(value));
    return node;
  }

  /** {@code items} under that name after apiVersion and kind. */
  public static ObjectNode list(String kind, List<?> items) {
    return head(kind).set("items", JSON.valueToTree(items));
  }

  /** What {@link #list} was made of. */
  public static <T> List<T> items(JsonNode list, Class<T> type) {
    return list.get("items").valueStream().map(n -> JSON.treeToValue(n, type)).toList();
  }

  /** The body of an answer that says why there is none. */
  public static ObjectNode error(String message) {
    return head("Error").put("message", message);
  }

  private static ObjectNode head(String kind) {
    return JSON.createObjectNode().put("apiVersion", API_VERSION).put("kind", kind);
  }
}
