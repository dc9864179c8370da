package io.weir.agent.http;

import io.weir.agent.observe.Wire;
import java.nio.charset.StandardCharsets;

/** An answer. The status is one whose reason phrase Netty knows. */
record Reply(int status, String contentType, byte[] body) {
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
