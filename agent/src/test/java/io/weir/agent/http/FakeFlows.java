package io.weir.agent.http;

import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowPage;
import io.weir.agent.observe.FlowQueries;
import io.weir.agent.observe.FlowRow;
import io.weir.agent.observe.FlowRow.End;
import io.weir.agent.observe.FlowRow.Judged;
import io.weir.agent.observe.FlowRow.Table;
import io.weir.agent.observe.FlowRow.Times;
import io.weir.agent.observe.FlowRow.Translated;
import io.weir.agent.observe.FlowState;
import io.weir.agent.observe.Traffic;
import io.weir.policy.model.Direction;
import io.weir.values.Family;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fixed answers about four flows, two on each page. Of filters they know the port alone: 80 leaves
 * all, any other none.
 */
class FakeFlows extends FakePolicies implements FlowQueries {
  private static final String SECOND_PAGE = "translations:7";
  private static final End CLIENT = new End("198.51.100.7", 40000, "");
  private static final End VIP = new End("203.0.113.7", 80, "");

  private static final FlowRow FORWARDED =
      new FlowRow(
          Table.WIRE,
          FlowState.ESTABLISHED,
          "TCP",
          Family.IPV4,
          CLIENT,
          VIP,
          new Traffic(12, 3400),
          Traffic.NONE,
          new Times(63, 2, 431_998),
          Optional.empty(),
          Optional.of(
              new Translated(
                  "shop/web:http/TCP",
                  CLIENT,
                  new End("10.1.1.9", 8080, ""),
                  "forward",
                  "forward",
                  "",
                  "worker-1",
                  "worker-2",
                  2,
                  0,
                  List.of("one-way", "external"))));
  private static final FlowRow BY_SNAT =
      new FlowRow(
          Table.WIRE,
          FlowState.CLOSING,
          "TCP",
          Family.IPV6,
          new End("2001:db8::7", 40001, ""),
          new End("2001:db8:1b::7", 80, ""),
          new Traffic(5, 400),
          new Traffic(4, 300),
          new Times(5, 3, 117),
          Optional.empty(),
          Optional.of(
              new Translated(
                  "shop/old/TCP",
                  new End("fd00::b", 61007, "node worker-1"),
                  new End("fd00:10:1:1::9", 8080, ""),
                  "snat",
                  "next_hop",
                  "next_hop",
                  "worker-1",
                  "",
                  2,
                  2,
                  List.of("snat", "external"))));
  private static final FlowRow JUDGED =
      new FlowRow(
          Table.POLICY,
          FlowState.ANSWERED,
          "UDP",
          Family.IPV4,
          new End("10.1.0.5", 5353, "pod shop/web"),
          new End("10.1.1.10", 53, ""),
          new Traffic(1, 60),
          new Traffic(1, 120),
          new Times(1, 0, 30),
          Optional.of(
              new Judged(
                  "shop/web",
                  "veth9",
                  9,
                  Direction.EGRESS,
                  "NetworkPolicy shop/web egress[0] accepts it",
                  List.of())),
          Optional.empty());
  private static final FlowRow CUT =
      new FlowRow(
          Table.POLICY,
          FlowState.CUT,
          "TCP",
          Family.IPV4,
          new End("10.1.0.6", 40002, "pod shop/old"),
          new End("10.1.0.5", 8080, "pod shop/web"),
          new Traffic(70, 9000),
          new Traffic(60, 80_000),
          new Times(90_100, 4, 116),
          Optional.of(
              new Judged(
                  "shop/web",
                  "veth9",
                  9,
                  Direction.INGRESS,
                  "isolated by NetworkPolicy shop/web; no rule allows it",
                  List.of("adopted"))),
          Optional.empty());

  private static FlowPage page(FlowFilter filter, String from) {
    if (filter.port().isPresent() && filter.port().getAsInt() != 80) {
      return new FlowPage(List.of(), Optional.empty());
    }
    return from.isEmpty()
        ? new FlowPage(List.of(CUT, JUDGED), Optional.of(SECOND_PAGE))
        : new FlowPage(List.of(BY_SNAT, FORWARDED), Optional.empty());
  }

  @Override
  public CompletableFuture<FlowPage> flows(FlowFilter filter, String from, int limit) {
    return CompletableFuture.completedFuture(page(filter, from));
  }

  @Override
  public CompletableFuture<FlowPage> removeFlows(FlowFilter filter, String from, int limit) {
    return CompletableFuture.completedFuture(page(filter, from));
  }

  @Override
  public CompletableFuture<FlowCounts> countFlows(FlowFilter filter, String from) {
    FlowCounts.Count forwarded =
        new FlowCounts.Count(Table.WIRE, FlowState.ESTABLISHED, "TCP", Family.IPV4, "forward", 700);
    FlowCounts.Count opening =
        new FlowCounts.Count(Table.WIRE, FlowState.OPENING, "UDP", Family.IPV6, "snat", 3);
    FlowCounts.Count judged =
        new FlowCounts.Count(
            Table.POLICY, FlowState.ESTABLISHED, "TCP", Family.IPV4, "ingress", 12);
    return CompletableFuture.completedFuture(
        from.isEmpty()
            ? new FlowCounts(List.of(judged, forwarded), Optional.of(SECOND_PAGE))
            : new FlowCounts(List.of(forwarded, opening), Optional.empty()));
  }
}
