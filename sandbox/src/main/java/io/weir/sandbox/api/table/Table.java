package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code meta.k8s.io/v1} Table: what {@code kubectl get} prints. */
public final class Table {
  private Table() {}

  /**
   * How a table is made.
   *
   * @param includeObject {@code Object}, {@code None}, anything else is the metadata
   * @param headers whether the column definitions are in it
   * @param now the time that ages are counted to
   */
  public record Options(String includeObject, boolean headers, Instant now) {}

  public static ObjectNode of(List<Column> columns, List<ObjectNode> objects, Options options) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1").putObject("metadata");
    ArrayNode definitions = table.putArray("columnDefinitions");
    if (options.headers()) {
      for (Column column : columns) {
        definitions
            .addObject()
            .put("name", column.name())
            .put("type", column.type())
            .put("format", column.format())
            .put("description", column.name())
            .put("priority", column.priority());
      }
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      columns.forEach(column -> cells.add(column.cell().apply(object, options.now())));
      include(row, object, options.includeObject());
    }
    return table;
  }

  private static void include(ObjectNode row, ObjectNode object, String what) {
    switch (what) {
      case "Object" -> row.set("object", object);
      case "None" -> {}
      default -> {
        ObjectNode partial = row.putObject("object");
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.get("metadata"));
      }
    }
  }
}
