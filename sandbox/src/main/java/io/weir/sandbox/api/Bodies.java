package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.api.proto.Protobuf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Request bodies as objects, by their content type. */
final class Bodies {
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private Bodies() {}

  /** An object in JSON, YAML or, for the kinds that kubectl's generators post, protobuf. */
  static ObjectNode read(Call call) {
    return switch (call.contentType()) {
      case "", "application/json" -> object(Json.parse(call.body()));
      case "application/yaml", "application/apply-patch+yaml" ->
          object(Json.parseYaml(call.body()));
      case PROTOBUF -> Protobuf.decode(call.body());
      default -> throw ApiException.unsupportedMediaType(call.contentType());
    };
  }

  static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the body must be an object: type=" + node.getNodeType());
  }
}
