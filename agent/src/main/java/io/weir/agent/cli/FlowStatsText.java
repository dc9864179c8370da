package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot.MapUse;
import io.weir.agent.observe.FlowCounts.Count;
import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.Health;
import io.weir.agent.observe.WirePath;
import io.weir.agent.observe.WireSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@link FlowStats} as text for people. */
final class FlowStatsText {
  private FlowStatsText() {}

  static String of(FlowStats stats) {
    StringBuilder text = new StringBuilder();
    for (FlowRow.Table table : FlowRow.Table.values()) {
      text.append(flows(table, stats.flows().stream().filter(c -> c.table() == table).toList()));
    }
    text.append('\n').append(maps(stats.maps()));
    if (!stats.paths().isEmpty()) {
      text.append('\n').append(snat(stats));
      text.append('\n').append(paths(stats.paths()));
    }
    return text.toString();
  }

  private static String flows(FlowRow.Table table, List<Count> counts) {
    long all = counts.stream().mapToLong(Count::flows).sum();
    String title =
        (table == FlowRow.Table.POLICY ? "Connections of pods: " : "Translations of Services: ")
            + all
            + "\n";
    return all == 0
        ? title
        : title
            + line("state", counts, c -> c.state().label())
            + line("protocol", counts, Count::protocol)
            + line("family", counts, c -> Health.label(c.family()))
            + line(table == FlowRow.Table.POLICY ? "direction" : "mode", counts, Count::mode);
  }

  private static String line(String what, List<Count> counts, Function<Count, String> kind) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach(c -> sums.merge(kind.apply(c), c.flows(), Long::sum));
    return String.format(
        "  %-10s %s%n",
        what,
        sums.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" ")));
  }

  private static String maps(List<MapUse> maps) {
    Table table = new Table("MAP", "ENTRIES", "CAPACITY", "FULL");
    maps.forEach(m ->
        table.row(
            m.name(),
            m.entries(),
            m.capacity(),
            m.entries() * 100 / Math.max(1, m.capacity()) + "%"));
    return table.toString();
  }

  private static String snat(FlowStats stats) {
    Table table = new Table("SNAT ADDRESS", "IN USE", "PORTS");
    stats.snat().forEach(s -> table.row(s.address(), s.inUse(), s.ports()));
    return table + "packets that found no port: " + stats.snatPortsFull() + "\n";
  }

  private static String paths(List<WireSnapshot.Path> paths) {
    Table table = new Table("PATH", "PACKETS", "BYTES", "WHERE TO");
    paths.forEach(p -> table.row(p.path(), p.packets(), p.bytes(), meaning(p.path())));
    return table.toString();
  }

  private static String meaning(String path) {
    return Arrays.stream(WirePath.values())
        .filter(known -> known.label().equals(path))
        .map(WirePath::meaning)
        .findFirst()
        .orElse("");
  }
}
