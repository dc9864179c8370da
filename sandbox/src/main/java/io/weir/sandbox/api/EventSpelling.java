package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Events are stored in the words of core/v1; events.k8s.io/v1 has other words for the same. */
final class EventSpelling {
  private static final Map<String, String> CORE_TO_GROUP =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount",
          "reportingComponent", "reportingController");

  private EventSpelling() {}

  static ObjectNode toGroup(ObjectNode core) {
    ObjectNode event = Json.object();
    core.forEachEntry((name, value) -> event.set(CORE_TO_GROUP.getOrDefault(name, name), value));
    return event.put("apiVersion", Catalog.EVENTS_OF_GROUP.apiVersion());
  }

  static ObjectNode toCore(ObjectNode group) {
    ObjectNode event = Json.object().setAll(group);
    CORE_TO_GROUP.forEach((core, other) -> {
      if (group.has(other)) {
        event.remove(other);
        event.set(core, group.get(other));
      }
    });
    return event.put("apiVersion", Resource.EVENTS.apiVersion());
  }
}
