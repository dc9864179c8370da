package io.weir.agent.watch;

import io.weir.agent.model.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** An events.k8s.io/v1 Event as JSON, every field cut to the length the API server accepts. */
final class EventJson {
  private static final int NOTE_BYTES = 1024;
  private static final int WORD = 128;

  /** Leaves room in 253 characters for a dot and 16 digits that make the name unique. */
  private static final int NAME = 236;

  private EventJson() {}

  /** Events of cluster-wide objects live in "default", as everywhere in Kubernetes. */
  static String namespace(ObjectRef regarding) {
    return regarding.namespace().isEmpty() ? "default" : regarding.namespace();
  }

  /**
   * @param number different for each event of this process
   */
  static byte[] write(Warning warning, String nodeName, Instant at, long number) {
    ObjectRef regarding = warning.regarding();
    return JsonText.object(json -> {
      json.writeStringProperty("apiVersion", "events.k8s.io/v1");
      json.writeStringProperty("kind", "Event");
      json.writeObjectPropertyStart("metadata");
      json.writeStringProperty("name", name(regarding, number));
      json.writeStringProperty("namespace", namespace(regarding));
      json.writeEndObject();
      json.writeStringProperty("eventTime", JsonText.micros(at));
      json.writeStringProperty("reportingController", "weir.io/agent");
      json.writeStringProperty("reportingInstance", cut(nodeName, WORD));
      json.writeStringProperty("action", "Program");
      json.writeStringProperty("reason", cut(warning.reason(), WORD));
      json.writeStringProperty("type", "Warning");
      json.writeStringProperty("note", cut(warning.note(), NOTE_BYTES));
      json.writeObjectPropertyStart("regarding");
      json.writeStringProperty("apiVersion", regarding.apiVersion());
      json.writeStringProperty("kind", regarding.kind());
      if (!regarding.namespace().isEmpty()) {
        json.writeStringProperty("namespace", regarding.namespace());
      }
      json.writeStringProperty("name", regarding.name());
      if (!regarding.uid().isEmpty()) {
        json.writeStringProperty("uid", regarding.uid());
      }
      json.writeEndObject();
    });
  }

  private static String name(ObjectRef regarding, long number) {
    String stem = regarding.name();
    int end = Math.min(stem.length(), NAME);
    while (end > 1 && !Character.isLetterOrDigit(stem.charAt(end - 1))) {
      end--; // before the dot that follows only a letter or a digit may stand
    }
    return stem.substring(0, end) + "." + Long.toHexString(number);
  }

  /** At most {@code bytes} of UTF-8, no character cut in two. */
  private static String cut(String text, int bytes) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(utf8.length, bytes);
    while (end < utf8.length && (utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8);
  }
}
