package io.weir.agent.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many of the flows of a part of the tables are of each kind.
 *
 * @param next where to go on; empty at the end
 */
public record FlowCounts(List<Count> items, Optional<String> next) {
  public FlowCounts {
    items = List.copyOf(items);
  }

  /** What is counted apart. */
  public record Kind(
      FlowRow.Table table,
      FlowState state,
      String protocol,
      io.weir.values.Family family,
      String mode) {}

  /**
   * @param mode as {@link FlowRow.Translated#mode}; ingress or egress of those that policy tracks
   */
  public record Count(
      FlowRow.Table table,
      FlowState state,
      String protocol,
      io.weir.values.Family family,
      String mode,
      long flows) {
    private Kind kind() {
      return new Kind(table, state, protocol, family, mode);
    }
  }

  /** Both together, by kind in a fixed order. */
  public static List<Count> sum(List<Count> some, List<Count> more) {
    Map<Kind, Long> sums = new LinkedHashMap<>();
    some.forEach(c -> sums.merge(c.kind(), c.flows(), Long::sum));
    more.forEach(c -> sums.merge(c.kind(), c.flows(), Long::sum));
    return of(sums);
  }

  /** By table, state, protocol, family and mode. */
  public static List<Count> of(Map<Kind, Long> sums) {
    List<Count> counts = new ArrayList<>();
    sums.forEach((k, flows) ->
        counts.add(new Count(k.table(), k.state(), k.protocol(), k.family(), k.mode(), flows)));
    counts.sort(
        java.util.Comparator.comparing(Count::table)
            .thenComparing(Count::state)
            .thenComparing(Count::protocol)
            .thenComparing(Count::family)
            .thenComparing(Count::mode));
    return counts;
  }
}
