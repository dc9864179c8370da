package io.weir.agent.compile;

/**
 * Where a Service port lives in the maps: facts of this node, restored from the maps at start.
 *
 * @param serviceId never 0
 * @param slotBase first index of its range in {@code slots}; 0 when it has no backends
 */
public record Placement(int serviceId, int slotBase) {}
