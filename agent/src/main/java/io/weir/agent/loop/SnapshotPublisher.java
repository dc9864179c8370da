package io.weir.agent.loop;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.AgentSnapshot.Counts;
import io.weir.agent.observe.AgentSnapshot.RecentError;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.service.compile.Conflict;
import io.weir.service.model.NodeFacts;
import io.weir.values.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the snapshot that health, metrics and the CLI read: at once when it matters, else 1/s. */
final class SnapshotPublisher {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final RuntimeFacts runtime;
  private final Instant started = Instant.now();
  private volatile AgentSnapshot latest;

  SnapshotPublisher(LoopParts parts) {
    this.runtime = parts.observers().runtime();
    this.latest = AgentSnapshot.starting(parts.nodeName(), started);
  }

  AgentSnapshot latest() {
    return latest;
  }

  /**
   * What the loop adds to its view.
   *
   * @param written the maps were written at least once
   */
  record Turn(boolean written, Counts counts, List<RecentError> errors) {}

  void publish(LoopView view, Turn turn) {
    boolean written = turn.written();
    Instant now = Instant.now();
    if (latest.synced() == written && now.isBefore(latest.taken().plus(EVERY))) {
      return;
    }
    latest =
        new AgentSnapshot(
            now,
            started,
            node(view),
            written,
            runtime.watches(view.objects()),
            runtime.syncs(),
            turn.counts(),
            view.conflicts(AgentSnapshot.MOST_ROWS).stream().map(SnapshotPublisher::row).toList(),
            view.faults(AgentSnapshot.MOST_ROWS).stream()
                .map(f -> new AgentSnapshot.FaultRow(f.object(), f.field(), f.reason()))
                .toList(),
            runtime.attachments(),
            runtime.maps(view.entries()),
            runtime.features(),
            runtime.sockets(),
            new PolicySnapshot(policies(view), runtime.workload(), runtime.drops()),
            runtime.wire(),
            turn.errors());
  }

  private static PolicySnapshot.Counts policies(LoopView view) {
    return view.policies()
        .map(policy -> PolicyTotals.of(policy, view.localPods(), view.entries()))
        .orElse(PolicySnapshot.Counts.NONE);
  }

  private static AgentSnapshot.Node node(LoopView view) {
    NodeFacts facts = view.node().facts();
    return new AgentSnapshot.Node(
        facts.name(),
        Optional.of(facts.zone()).filter(z -> !z.isEmpty()),
        view.nodeKnown() && view.node().eligible(),
        view.acceptedAddresses().stream().map(IpAddress::toString).toList());
  }

  private static AgentSnapshot.Conflict row(Conflict conflict) {
    return new AgentSnapshot.Conflict(
        conflict.key().toString(),
        conflict.winner().service().toString(),
        List.of(conflict.loser().service().toString()));
  }
}
