package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What a request is answered with. */
record Answer(int code, String contentType, byte[] body) {
  static Answer ok(JsonNode node) {
    return json(200, node);
  }

  static Answer json(int code, JsonNode node) {
    return new Answer(code, "application/json", Json.bytes(node));
  }

  static Answer text(String text) {
    return new Answer(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }
}
