package io.weir.agent.loop;

import io.weir.agent.compile.HealthCheckCompiler;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.SyncMetrics;
import io.weir.service.compile.ServiceCompiler;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the model and the maps. A turn takes what has come, compiles what that
 * touches, writes the difference and publishes a snapshot. Nothing is written before every kind was
 * listed once.
 */
public final class Loop implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final long TICK_MILLIS = 1000;

  /** While a pod's cgroup is missing: its first connect must find its opt-out. */
  private static final long SOON_MILLIS = 100;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final LoopParts parts;
  private final Inbox inbox = new Inbox();
  private final Faults faults = new Faults();
  private final ProgrammingLatency latency = new ProgrammingLatency(Instant.now());
  private final ClusterState state;
  private final ServiceSync services;
  private final NodeSync node;
  private final Optional<Enforcement> enforcement;
  private final Optional<WireSync> wire;
  private final HealthCheckSync healthChecks;
  private final Problems problems;
  private final SnapshotPublisher publisher;
  private final Questions questions = new Questions(this::view, inbox::wake);
  private volatile boolean written;
  private boolean startOver;
  private final LongSupplier nanos;
  private long lastTry;
  private long lastEnforced;
  private long lastWired;
  private volatile boolean stopped;

  public Loop(LoopParts parts) {
    this(parts, System::nanoTime);
  }

  /**
   * @param nanos a clock that only moves forward: retries and grace periods are measured by it
   */
  Loop(LoopParts parts, LongSupplier nanos) {
    this.parts = parts;
    this.nanos = nanos;
    this.enforcement =
        parts.policy().map(policy -> new Enforcement(parts, policy, faults, nanos, inbox::wake));
    this.state =
        new ClusterState(
            parts.nodeName(),
            faults,
            latency,
            enforcement.map(Enforcement::input).orElse(PolicyInput.NONE));
    this.wire = parts.wire().map(w -> new WireSync(state, faults, w, this::podAt, inbox::wake));
    ServiceCompiler compiler = new ServiceCompiler(parts.compilerSettings());
    this.services = new ServiceSync(state, compiler, parts.services(), faults, nanos);
    this.healthChecks =
        new HealthCheckSync(
            state,
            new HealthCheckCompiler(compiler),
            services::programmed,
            parts.actions().healthChecks());
    this.node = new NodeSync(state, parts.node(), parts.nodePortRanges(), parts.podCgroups());
    this.problems = new Problems(parts.observers().events(), services.compiled());
    this.publisher = new SnapshotPublisher(parts);
  }

  /** Where watches put what they see. */
  public ClusterSink sink() {
    return event -> {
      if (written && concernsServices(event)) {
        queued();
      }
      inbox.accept(event);
    };
  }

  private static boolean concernsServices(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.ServiceChanged _,
          ClusterEvent.ServiceDeleted _,
          ClusterEvent.SliceChanged _,
          ClusterEvent.SliceDeleted _ ->
          true;
      default -> false;
    };
  }

  /** Before all kinds were listed nothing counts as late, however long the API server takes. */
  private void queued() {
    for (Family family : Family.values()) {
      parts.observers().metrics().queued(family);
    }
  }

  /** The picture after the last turn; never null, any thread. */
  public AgentSnapshot snapshot() {
    return publisher.latest();
  }

  /** Runs {@code question} on the loop's thread between two turns. */
  public <T> CompletableFuture<T> ask(Function<LoopView, T> question) {
    return questions.ask(question);
  }

  private LoopView view() {
    return new LoopView(state, new LoopView.Syncs(services, node, enforcement, wire), faults);
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        turn(inbox.take(node.awaitsCgroups() ? SOON_MILLIS : TICK_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One turn over {@code events}. What throws is told, and the next turn starts from nothing. */
  void turn(List<ClusterEvent> events) {
    try {
      Dirty dirty = new Dirty();
      for (ClusterEvent event : events) {
        state.apply(event, dirty);
      }
      count(dirty);
      if (state.synced()) {
        sync(dirty);
      }
    } catch (RuntimeException e) {
      problems.unexpected(e);
      startOver = true;
    }
    questions.answer();
    publisher.publish(
        view(),
        new SnapshotPublisher.Turn(
            written,
            services
                .totals()
                .counts(
                    inbox.waiting(ClusterEvent.Kind.SERVICE),
                    inbox.waiting(ClusterEvent.Kind.ENDPOINT_SLICE)),
            problems.recent()));
  }

  private void count(Dirty dirty) {
    for (int i = 0; i < dirty.serviceChanges(); i++) {
      parts.observers().metrics().changed(SyncMetrics.Change.SERVICE);
    }
    for (int i = 0; i < dirty.endpointChanges(); i++) {
      parts.observers().metrics().changed(SyncMetrics.Change.ENDPOINTS);
    }
  }

  private void sync(Dirty dirty) {
    boolean full = !written || startOver || dirty.everyService();
    if (full) {
      dirty.node();
      dirty.pods();
    }
    if (startOver) {
      parts.services().resync();
      parts.node().resync();
      enforcement.ifPresent(Enforcement::resync);
      wire.ifPresent(WireSync::resync);
      startOver = false;
    }
    List<WriteFailure> nodeFailures = new ArrayList<>();
    node.sync(dirty, nodeFailures::add);
    problems.failures("node", nodeFailures);
    enforcement.ifPresent(e -> enforce(e, dirty));
    Set<ObjectName> touched = full ? services.everyService() : dirty.services();
    boolean retry = !services.settled() && nanos.getAsLong() - lastTry > RETRY.toNanos();
    boolean programmed = !touched.isEmpty() || !written || retry || services.awaitsRelease();
    if (programmed) {
      lastTry = nanos.getAsLong();
      program(touched, full);
    }
    wire.ifPresent(w -> wire(w, dirty, programmed));
    healthChecks.sync(node.acceptedAddresses());
  }

  private void wire(WireSync wires, Dirty dirty, boolean programmed) {
    boolean again = !wires.settled() && nanos.getAsLong() - lastWired > RETRY.toNanos();
    List<WriteFailure> failures = new ArrayList<>();
    if (wires.sync(dirty, node.acceptedAddresses(), programmed, again, failures::add)) {
      lastWired = nanos.getAsLong();
      problems.failures("wire", failures);
    }
  }

  /** The pod whose policies are in force at an interface. */
  private Optional<ObjectName> podAt(int ifindex) {
    return enforcement.flatMap(e -> e.endpoints().podAt(ifindex));
  }

  private void enforce(Enforcement policies, Dirty dirty) {
    boolean again = !policies.settled() && nanos.getAsLong() - lastEnforced > RETRY.toNanos();
    List<WriteFailure> failures = new ArrayList<>();
    if (policies.sync(state, dirty, again, failures::add)) {
      lastEnforced = nanos.getAsLong();
      problems.failures("policies", failures);
    }
  }

  private void program(Set<ObjectName> touched, boolean full) {
    Instant begun = Instant.now();
    SyncMetrics metrics = parts.observers().metrics();
    if (!written) {
      queued();
    }
    for (Family family : Family.values()) {
      metrics.started(family);
    }
    ServiceSync.Outcome outcome = services.sync(touched);
    problems.conflicts(outcome.conflicts());
    problems.failures("services", outcome.failures());
    Instant now = Instant.now();
    SyncMetrics.Scope scope = full ? SyncMetrics.Scope.FULL : SyncMetrics.Scope.PARTIAL;
    for (Family family : Family.values()) {
      Duration took = Duration.between(begun, now);
      if (services.settled()) {
        metrics.succeeded(family, scope, took);
      } else {
        metrics.failed(family, scope, took, FailureCauses.of(outcome.failures()));
      }
    }
    if (services.settled()) {
      told(touched);
    }
    if (!written) {
      begun(outcome, now);
    }
    wire.ifPresent(w -> outcome.frontends().forEach(w::frontends));
    outcome.granted().forEach(healthChecks::service);
    if (outcome.staleSockets() || full) { // full: also what went while no agent ran
      wire.ifPresent(WireSync::backendsChanged);
      parts.actions().cutStaleSockets().run();
    }
  }

  /** The maps hold the cluster for the first time. */
  private void begun(ServiceSync.Outcome outcome, Instant now) {
    services.forgetUnclaimed();
    written = true;
    LOG.info(
        "maps hold the cluster: services={} entriesWritten={} slotsUsed={}, {} ms after the lists",
        services.compiled().size(),
        outcome.written(),
        services.placements().used(),
        Duration.between(inbox.lastListed(), now).toMillis());
    parts.actions().attach().run();
  }

  private void told(Set<ObjectName> programmed) {
    for (ObjectName name : programmed) {
      for (ProgrammingLatency.Trigger trigger : latency.programmed(name)) {
        parts.observers().metrics().programmed(trigger.family(), trigger.at());
      }
    }
  }

  /** Ends the thread after its turn; maps and programs stay as they are. */
  @Override
  public void close() {
    stopped = true;
    inbox.wake();
  }
}
