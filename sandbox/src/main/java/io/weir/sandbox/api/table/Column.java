package io.weir.sandbox.api.table;

import java.time.Instant;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One column of a table.
 *
 * @param type {@code string}, {@code integer}, ...
 * @param format {@code name} for the column that names the object, else usually empty
 * @param priority 0 is always shown, 1 only with {@code -o wide}
 * @param cell the cell of an object at a time
 */
public record Column(
    String name,
    String type,
    String format,
    int priority,
    BiFunction<ObjectNode, Instant, JsonNode> cell) {}
