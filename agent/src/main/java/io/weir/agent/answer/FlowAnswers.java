package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.PortCompiler;
import io.weir.agent.flows.FlowCursor;
import io.weir.agent.flows.FlowExpiry;
import io.weir.agent.flows.FlowMatch;
import io.weir.agent.flows.FlowStates;
import io.weir.agent.flows.FlowTables;
import io.weir.agent.flows.FlowWalk;
import io.weir.agent.flows.ServiceMatch;
import io.weir.agent.flows.Tracked;
import io.weir.agent.flows.WireMode;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowFilter.OfService;
import io.weir.agent.observe.FlowPage;
import io.weir.agent.observe.FlowQueries;
import io.weir.agent.observe.FlowRow.Table;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.policy.model.Direction;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import io.weir.values.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Answers of {@code weir ct}. The tables are read on a thread of their own; the loop is asked what
 * numbers stand for, and never waits.
 */
public final class FlowAnswers implements FlowQueries {
  /** Counted in one page. */
  private static final int MANY = 8192;

  private final Loop loop;
  private final FlowWalk walk;
  private final FlowExpiry expiry;
  private final Executor reader;
  private final LongSupplier clock;

  /**
   * @param reader one thread
   * @param clock CLOCK_MONOTONIC in ns
   */
  public FlowAnswers(Loop loop, FlowTables tables, Executor reader, LongSupplier clock) {
    this.loop = loop;
    this.walk = new FlowWalk(tables, clock);
    this.expiry = new FlowExpiry(tables.timeouts());
    this.reader = reader;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<FlowPage> flows(FlowFilter filter, String from, int limit) {
    return page(filter, from, limit).thenCompose(page -> named(page.flows(), page));
  }

  @Override
  public CompletableFuture<FlowPage> removeFlows(FlowFilter filter, String from, int limit) {
    return page(filter, from, limit)
        .thenCompose(page ->
            CompletableFuture.supplyAsync(
                    () -> page.flows().stream().filter(walk::forget).toList(), reader)
                .thenCompose(gone -> named(gone, page)));
  }

  @Override
  public CompletableFuture<FlowCounts> countFlows(FlowFilter filter, String from) {
    return page(filter, from, MANY)
        .thenApply(page -> new FlowCounts(counted(page.flows()), next(page)));
  }

  private CompletableFuture<FlowWalk.Page> page(FlowFilter filter, String from, int limit) {
    FlowCursor cursor = FlowCursor.of(from);
    return match(filter).thenApplyAsync(match -> walk.page(match, cursor, limit), reader);
  }

  private CompletableFuture<FlowMatch> match(FlowFilter filter) {
    return filter
        .service()
        .map(wanted -> loop.ask(view -> new FlowMatch(filter, Optional.of(services(view, wanted)))))
        .orElseGet(
            () -> CompletableFuture.completedFuture(new FlowMatch(filter, Optional.empty())));
  }

  private static ServiceMatch services(LoopView view, OfService wanted) {
    Set<Integer> ids = new HashSet<>();
    Set<FrontendKey> frontends = new HashSet<>();
    Set<NodePortKey> nodePorts = new HashSet<>();
    view.serviceIds()
        .forEach((id, key) -> {
          if (wanted.means(key.port().service())) {
            ids.add(id);
          }
        });
    view.compiled().values().stream()
        .filter(service -> wanted.means(service.name()))
        .flatMap(service -> service.ports().stream())
        .forEach(port -> port.frontends().forEach(f -> add(port, f, frontends, nodePorts)));
    return new ServiceMatch(ids, frontends, nodePorts);
  }

  private static void add(
      CompiledPort port,
      Frontend frontend,
      Set<FrontendKey> frontends,
      Set<NodePortKey> nodePorts) {
    Protocol protocol = port.port().protocol();
    switch (frontend) {
      case Frontend.ClusterIp f -> frontends.add(PortCompiler.frontendKey(f.address(), protocol));
      case Frontend.ExternalIp f -> frontends.add(PortCompiler.frontendKey(f.address(), protocol));
      case Frontend.LoadBalancerIp f ->
          frontends.add(PortCompiler.frontendKey(f.address(), protocol));
      case Frontend.NodePort f ->
          nodePorts.add(PortCompiler.nodePortKey(f.port(), protocol, port.family()));
    }
  }

  private CompletableFuture<FlowPage> named(List<Tracked> flows, FlowWalk.Page page) {
    if (flows.isEmpty()) {
      return CompletableFuture.completedFuture(new FlowPage(List.of(), next(page)));
    }
    return loop.ask(view -> {
      FlowRows rows = new FlowRows(new FlowNames(view), expiry, clock.getAsLong());
      return new FlowPage(flows.stream().map(rows::row).toList(), next(page));
    });
  }

  private static Optional<String> next(FlowWalk.Page page) {
    return page.next().map(FlowCursor::toString);
  }

  private static List<FlowCounts.Count> counted(List<Tracked> flows) {
    Map<FlowCounts.Kind, Long> sums = new HashMap<>();
    flows.forEach(flow -> sums.merge(kind(flow), 1L, Long::sum));
    return FlowCounts.of(sums);
  }

  private static FlowCounts.Kind kind(Tracked flow) {
    return switch (flow) {
      case Tracked.Connection c ->
          new FlowCounts.Kind(
              Table.POLICY,
              FlowStates.of(c),
              FlowFilter.protocolName(c.key().protocol()),
              AbiAddress.toIp(c.key().local()).family(),
              direction(c).name().toLowerCase(Locale.ROOT));
      case Tracked.Translated t ->
          new FlowCounts.Kind(
              Table.WIRE,
              FlowStates.of(t),
              FlowFilter.protocolName(t.tuple().protocol()),
              AbiAddress.toIp(t.tuple().source()).family(),
              WireMode.of(t.way().value()).label());
    };
  }

  private static Direction direction(Tracked.Connection connection) {
    return connection.isToPod() ? Direction.INGRESS : Direction.EGRESS;
  }
}
