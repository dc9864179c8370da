package io.weir.agent.http;

import io.weir.agent.observe.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer. The status is one whose reason phrase Netty knows.
 *
 * @param more headers that only this answer has, their names in the case to be written
 */
record Reply(int status, String contentType, byte[] body, Map<String, String> more) {
  Reply(int status, String contentType, byte[] body) {
    this(status, contentType, body, Map.of());
  }

  /** The same answer with a header of its own. */
  Reply with(String header, String value) {
    return new Reply(status, contentType, body, Map.of(header, value));
  }

  static Reply text(int status, String text) {
    return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static Reply json(int status, Object value) {
    return new Reply(status, "application/json", Wire.JSON.writeValueAsBytes(value));
  }

  /** Without line breaks: for what programs read, and much of it. */
  static Reply compactJson(Object value) {
    return new Reply(200, "application/json", Wire.LINE.writeValueAsBytes(value));
  }

  static Reply notFound() {
    return text(404, "404 page not found\n");
  }

  static Reply methodNotAllowed() {
    return text(405, "only GET is answered here\n");
  }
}
