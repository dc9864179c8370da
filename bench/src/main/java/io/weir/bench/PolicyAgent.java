package io.weir.bench;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.loop.LoopView;
import io.weir.agent.loop.PolicyParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.netlink.Follower;
import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.net.IpScript;
import io.weir.service.compile.CompilerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent's loop in a node's network namespace, over maps of its own: policies at the interfaces
 * of the node's pods, told of the cluster by hand.
 */
final class PolicyAgent implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final SocketPrograms sockets;
  private final WorkloadPrograms programs;
  private final Follower follower;
  private final Loop loop;

  private PolicyAgent(Path pins, Path cgroup, List<ClusterEvent> cluster) {
    PinLayout layout = new PinLayout(pins);
    sockets = SocketPrograms.load(layout, cgroup, new SocketConfig(0, true, false), Map.of());
    programs =
        WorkloadPrograms.load(
            layout, Map.of(), Optional.empty(), WorkloadPrograms.Node.here(PodLinks::interfaces));
    loop =
        new Loop(
            new LoopParts(
                ManyServices.NODE,
                KernelTables.services(sockets.object()),
                KernelTables.node(sockets.object()),
                Optional.of(
                    new PolicyParts(
                        KernelTables.policy(programs.object()),
                        programs,
                        Runnable::run,
                        new Silence(),
                        false,
                        true)),
                Optional.empty(),
                CompilerSettings.DEFAULT,
                List.of(),
                uids -> Map.of(),
                new LoopParts.Actions(() -> {}, () -> {}, change -> {}),
                new LoopParts.Observers(
                    (regarding, reason, note) -> {}, new Stopwatch(), new Silence())));
    Thread.ofPlatform().name("weir-loop").daemon().start(loop);
    follower = PodLinks.follow(loop.sink());
    cluster.forEach(loop.sink()::accept);
  }

  /** Returns once every endpoint has what {@code cluster} says. */
  static PolicyAgent start(
      String namespace, Path pins, Path cgroup, int endpoints, List<ClusterEvent> cluster) {
    try (NetworkNamespace node = NetworkNamespace.open(IpScript.file(namespace))) {
      PolicyAgent agent = node.call(() -> new PolicyAgent(pins, cgroup, cluster));
      agent.await(endpoints);
      return agent;
    }
  }

  private void await(int endpoints) {
    long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (!loop.ask(view -> inForce(view, endpoints)).join()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("policies were not in force: see the log");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean inForce(LoopView view, int endpoints) {
    return view.policies().orElseThrow().settled()
        && view.policies().orElseThrow().endpoints().size() == endpoints;
  }

  /** Gives one event to the loop; returns the nanoseconds until the maps hold it. */
  long change(ClusterEvent event) {
    long begun = System.nanoTime();
    loop.sink().accept(event);
    loop.ask(view -> view.policies().orElseThrow().settled()).join();
    return System.nanoTime() - begun;
  }

  WorkloadPrograms programs() {
    return programs;
  }

  @Override
  public void close() {
    follower.close();
    loop.close();
    programs.close();
    sockets.close();
  }
}
