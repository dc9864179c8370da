package io.weir.agent.cli;

import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowPage;
import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.Wire;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Asks the agent for flows page after page, so that neither of the two holds all of them. */
final class FlowPages {
  private static final int A_PAGE = 1000;

  private static final Comparator<FlowRow> ORDER =
      Comparator.comparing(FlowRow::table)
          .thenComparing(FlowRow::protocol)
          .thenComparing(row -> row.client().address())
          .thenComparing(row -> row.client().port())
          .thenComparing(row -> row.server().address())
          .thenComparing(row -> row.server().port())
          .thenComparing(row -> row.policy().map(FlowRow.Judged::ifindex).orElse(0));

  private final AgentClient agent;
  private final FlowFilter filter;

  FlowPages(AgentClient agent, FlowFilter filter) {
    this.agent = agent;
    this.filter = filter;
  }

  /**
   * @param rows at most as many as asked for, in order
   * @param more whether there are others
   */
  record Found(List<FlowRow> rows, boolean more) {}

  Found find(int limit) {
    List<FlowRow> rows = new ArrayList<>();
    Optional<String> from = Optional.of("");
    while (from.isPresent() && rows.size() <= limit) {
      FlowPage page = page("", from.get(), Map.of());
      rows.addAll(page.items());
      from = page.next();
    }
    boolean more = rows.size() > limit || from.isPresent();
    return new Found(rows.stream().limit(limit).sorted(ORDER).toList(), more);
  }

  /**
   * @param count how many they were
   * @param some of them, at most as many as asked for
   */
  record Removed(long count, Found some) {}

  /**
   * Removes all of them.
   *
   * @param dry only tells what it would
   */
  Removed remove(boolean dry, boolean all, int kept) {
    List<FlowRow> some = new ArrayList<>();
    long count = 0;
    Optional<String> from = Optional.of("");
    while (from.isPresent()) {
      FlowPage page =
          dry
              ? page("", from.get(), Map.of())
              : page("/remove", from.get(), Map.of("all", String.valueOf(all)));
      count += page.items().size();
      page.items().stream().limit(kept - some.size()).forEach(some::add);
      from = page.next();
    }
    some.sort(ORDER);
    return new Removed(count, new Found(some, count > some.size()));
  }

  List<FlowCounts.Count> count() {
    List<FlowCounts.Count> sums = List.of();
    Optional<String> from = Optional.of("");
    while (from.isPresent()) {
      FlowCounts page =
          Wire.JSON.treeToValue(agent.get(uri("/counts", from.get(), Map.of())), FlowCounts.class);
      sums = FlowCounts.sum(sums, page.items());
      from = page.next();
    }
    return sums;
  }

  private FlowPage page(String what, String from, Map<String, String> more) {
    Map<String, String> parameters = new LinkedHashMap<>(more);
    parameters.put("limit", String.valueOf(A_PAGE));
    String uri = uri(what, from, parameters);
    JsonNode answer = what.isEmpty() ? agent.get(uri) : agent.post(uri);
    return Wire.JSON.treeToValue(answer, FlowPage.class);
  }

  private String uri(String what, String from, Map<String, String> more) {
    Map<String, String> parameters = new LinkedHashMap<>(filter.parameters());
    parameters.putAll(more);
    parameters.put("from", from);
    return "/v1/flows"
        + what
        + "?"
        + parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
  }
}
