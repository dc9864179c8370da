package io.weir.agent.cli;

import io.weir.agent.maps.MemoryKernel;
import io.weir.bpf.abi.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The maps of a kernel in memory as {@code weir map dump} prints those of a real one. */
public final class MapPicture {
  private MapPicture() {}

  /** Every map of Services and nodes that has entries, each below a line with its name. */
  public static String of(MemoryKernel kernel) {
    StringBuilder text = new StringBuilder();
    add(text, "frontends", rows(kernel.frontends.entries, MapDump::frontend));
    add(text, "nodeports", rows(kernel.nodePorts.entries, MapDump::nodePort));
    add(text, "slots", slots(kernel));
    add(text, "members", rows(kernel.members.entries, MapDump::member));
    add(text, "source_ranges", rows(kernel.ranges.entries, (k, _) -> MapDump.sourceRange(k)));
    add(text, "pods", rows(kernel.pods.entries, MapDump::pod));
    add(text, "node_addresses", rows(kernel.addresses.entries, (k, _) -> MapDump.nodeAddress(k)));
    return text.toString();
  }

  private static void add(StringBuilder text, String map, List<Map<String, Object>> rows) {
    if (!rows.isEmpty()) {
      text.append("== ").append(map).append('\n').append(MapDump.table(rows));
    }
  }

  private static <K, V> List<Map<String, Object>> rows(
      Map<K, V> entries, BiFunction<K, V, Map<String, Object>> row) {
    return MapDump.sorted(
        entries.entrySet().stream().map(e -> row.apply(e.getKey(), e.getValue())).toList());
  }

  private static List<Map<String, Object>> slots(MemoryKernel kernel) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < kernel.slots.capacity(); i++) {
      Slot slot = kernel.slots.get(i);
      if (slot.port() != 0) {
        rows.add(MapDump.slot(i, slot));
      }
    }
    return rows;
  }
}
