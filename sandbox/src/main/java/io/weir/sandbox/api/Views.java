package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.api.table.Column;
import io.weir.sandbox.api.table.Columns;
import io.weir.sandbox.api.table.Table;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How stored objects look to clients: in the version they asked for, or as rows of a table. */
final class Views {
  private final ObjectStore store;

  Views(ObjectStore store) {
    this.store = store;
  }

  /** The object in the spelling of {@code resource}; the stored tree itself where that fits. */
  ObjectNode outgoing(Resource resource, ObjectNode stored) {
    if (resource.equals(Catalog.EVENTS_OF_GROUP)) {
      return EventSpelling.toGroup(stored);
    }
    if (stored.path("apiVersion").asString("").equals(resource.apiVersion())) {
      return stored;
    }
    ObjectNode shown = Json.object();
    shown.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
    stored.forEachEntry(shown::putIfAbsent);
    return shown;
  }

  /**
   * @param headers whether to repeat the column definitions
   */
  ObjectNode table(Call call, Resource resource, List<ObjectNode> objects, boolean headers) {
    String include = call.parameter("includeObject");
    return Table.of(columns(resource), objects, new Table.Options(include, headers, Instant.now()));
  }

  private List<Column> columns(Resource resource) {
    return store
        .get(Resource.CRDS, "", resource.groupResource())
        .map(crd -> Columns.ofDefinition(crd, resource.version()))
        .orElseGet(() -> Columns.of(resource.groupResource()));
  }
}
