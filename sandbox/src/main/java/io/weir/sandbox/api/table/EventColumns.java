package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Events of both APIs: each field is looked for under both of its names. */
final class EventColumns {
  static final List<Column> COLUMNS =
      List.of(
          Columns.timed("Last Seen", 0, EventColumns::lastSeen),
          Columns.text("Type", 0, o -> first(o, "type")),
          Columns.text("Reason", 0, o -> first(o, "reason")),
          Columns.text("Object", 0, EventColumns::object),
          Columns.text("Message", 0, o -> first(o, "message", "note").strip()));

  private EventColumns() {}

  private static String lastSeen(ObjectNode event, Instant now) {
    String time =
        first(
            event,
            "series.lastObservedTime",
            "lastTimestamp",
            "deprecatedLastTimestamp",
            "eventTime",
            "metadata.creationTimestamp");
    return Ages.since(time, now);
  }

  private static String object(ObjectNode event) {
    String kind = first(event, "involvedObject.kind", "regarding.kind");
    return kind.toLowerCase(Locale.ROOT)
        + "/"
        + first(event, "involvedObject.name", "regarding.name");
  }

  private static String first(ObjectNode event, String... paths) {
    return Stream.of(paths)
        .map(path -> Json.text(event, path))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }
}
