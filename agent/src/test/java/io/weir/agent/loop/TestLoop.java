package io.weir.agent.loop;

import io.weir.agent.maps.MemoryKernel;
import io.weir.agent.maps.MemoryWire;
import io.weir.agent.maps.NodeTables;
import io.weir.agent.maps.ServiceTables;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.HealthChecks;
import io.weir.agent.model.PolicyCondition;
import io.weir.agent.model.PolicyStatuses;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.SyncMetrics;
import io.weir.agent.observe.WireSnapshot;
import io.weir.policy.model.PolicyName;
import io.weir.service.compile.CompilerSettings;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent's loop over maps in memory, turned by hand or run by a thread. */
public final class TestLoop {
  final List<String> warnings = new ArrayList<>();
  final List<HealthChecks> healthChecks = new ArrayList<>();
  int cuts;
  private final Loop loop;
  private long nanos;

  TestLoop(MemoryKernel kernel) {
    this(kernel, new SilentStatuses());
  }

  public TestLoop(MemoryKernel kernel, PolicyStatuses statuses) {
    this(
        kernel.services(),
        kernel.node(),
        Optional.of(policies(kernel, statuses)),
        Optional.empty(),
        () -> {});
  }

  private static PolicyParts policies(MemoryKernel kernel, PolicyStatuses statuses) {
    return new PolicyParts(kernel.policy(), kernel.hooks, Runnable::run, statuses, false, true);
  }

  TestLoop(ServiceTables services, NodeTables node, Runnable attach) {
    this(services, node, Optional.empty(), Optional.empty(), attach);
  }

  /** Without policies, with the programs on the wire at the interfaces of the node's addresses. */
  static TestLoop onTheWire(MemoryKernel kernel, MemoryWire wire) {
    return onTheWire(kernel, wire, Optional.empty());
  }

  /** The same with policies. */
  static TestLoop policedOnTheWire(MemoryKernel kernel, MemoryWire wire) {
    return onTheWire(kernel, wire, Optional.of(policies(kernel, new SilentStatuses())));
  }

  private static TestLoop onTheWire(
      MemoryKernel kernel, MemoryWire wire, Optional<PolicyParts> policy) {
    return new TestLoop(
        kernel.services(),
        kernel.node(),
        policy,
        Optional.of(
            new WireParts(
                wire.tables(), wire.podHooks, wire.uplinkHooks, Runnable::run, List.of())),
        () -> {});
  }

  private TestLoop(
      ServiceTables services,
      NodeTables node,
      Optional<PolicyParts> policy,
      Optional<WireParts> wire,
      Runnable attach) {
    loop =
        new Loop(
            new LoopParts(
                Cluster.NODE,
                services,
                node,
                policy,
                wire,
                CompilerSettings.DEFAULT,
                List.of(),
                uids -> Map.of(),
                new LoopParts.Actions(attach, () -> cuts++, healthChecks::add),
                new LoopParts.Observers(
                    (regarding, reason, note) -> warnings.add(reason + ": " + note),
                    new SilentMetrics(),
                    new NoRuntime())),
            () -> nanos);
  }

  void turn(List<ClusterEvent> events) {
    loop.turn(events);
  }

  /** A turn without events, after the loop's clock went on by {@code time}. */
  void turnAfter(Duration time) {
    nanos += time.toNanos();
    loop.turn(List.of());
  }

  public Loop loop() {
    return loop;
  }

  private record SilentStatuses() implements PolicyStatuses {
    @Override
    public void report(
        PolicyName policy, String uid, long generation, List<PolicyCondition> conditions) {}

    @Override
    public void forget(PolicyName policy) {}
  }

  private record NoRuntime() implements RuntimeFacts {
    @Override
    public List<AgentSnapshot.Sync> syncs() {
      return List.of();
    }

    @Override
    public List<AgentSnapshot.Watch> watches(Map<ClusterEvent.Kind, Integer> objects) {
      return List.of();
    }

    @Override
    public List<AgentSnapshot.Attachment> attachments() {
      return List.of();
    }

    @Override
    public List<AgentSnapshot.MapUse> maps(Map<String, Integer> entries) {
      return List.of();
    }

    @Override
    public List<AgentSnapshot.Feature> features() {
      return List.of();
    }

    @Override
    public AgentSnapshot.SocketCounts sockets() {
      return AgentSnapshot.SocketCounts.NONE;
    }

    @Override
    public PolicySnapshot.Workload workload() {
      return PolicySnapshot.Workload.NONE;
    }

    @Override
    public List<PolicySnapshot.Drop> drops() {
      return List.of();
    }

    @Override
    public WireSnapshot wire() {
      return WireSnapshot.NONE;
    }
  }

  private record SilentMetrics() implements SyncMetrics {
    @Override
    public void queued(Family family) {}

    @Override
    public void changed(Change change) {}

    @Override
    public void started(Family family) {}

    @Override
    public void succeeded(Family family, Scope scope, Duration took) {}

    @Override
    public void failed(Family family, Scope scope, Duration took, FailureCause cause) {}

    @Override
    public void programmed(Family family, Instant trigger) {}

    @Override
    public void eventsLost(LostWhere where, long count) {}
  }
}
