package io.weir.bench;

import io.weir.agent.attach.PinLayout;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.attach.WirePrograms;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.loop.Loop;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.loop.WireParts;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.netlink.Follower;
import io.weir.agent.netlink.Neighbours;
import io.weir.agent.netlink.NodeAddresses;
import io.weir.agent.netlink.PodLinks;
import io.weir.agent.tunnel.TunnelProbes;
import io.weir.bpf.abi.SocketConfig;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.probe.Features;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.net.IpScript;
import io.weir.service.compile.CompilerSettings;
import io.weir.service.model.External;
import io.weir.service.model.ExternalMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent's loop in a node's network namespace, over maps of its own: Services on the wire, told
 * of the cluster by hand.
 */
final class WireAgent implements AutoCloseable {
  private static final int TUNNEL_PORT = 6081;
  private static final WireConfig CONSTANTS =
      new WireConfig(
          61_000,
          65_535,
          TUNNEL_PORT,
          Features.get().checksumsOfIpv6(),
          Features.get().netfilterFlows(),
          false,
          false);

  private final SocketPrograms sockets;
  private final WirePrograms programs;
  private final Loop loop;
  private final List<Follower> followers;
  private final TunnelProbes probes;

  private WireAgent(
      String node, Path pins, Path cgroup, ExternalMode mode, List<ClusterEvent> cluster) {
    PinLayout layout = new PinLayout(pins);
    sockets = SocketPrograms.load(layout, cgroup, new SocketConfig(0, true, false), Map.of());
    programs =
        WirePrograms.load(
            layout,
            Map.of(),
            CONSTANTS,
            Optional.empty(),
            WorkloadPrograms.Node.here(PodLinks::interfaces));
    loop =
        new Loop(
            new LoopParts(
                node,
                KernelTables.services(sockets.object()),
                KernelTables.node(sockets.object()),
                Optional.empty(),
                Optional.of(wire()),
                new CompilerSettings(
                    CompilerSettings.DEFAULT.externalIps(),
                    new External(mode, External.DEFAULT.maglevSize())),
                List.of(),
                uids -> Map.of(),
                new LoopParts.Actions(() -> {}, () -> {}, checks -> {}),
                new LoopParts.Observers(
                    (regarding, reason, note) -> {}, new Stopwatch(), new Silence())));
    Thread.ofPlatform().name("weir-loop").daemon().start(loop);
    followers =
        List.of(
            NodeAddresses.follow(loop.sink()),
            PodLinks.follow(loop.sink()),
            Neighbours.follow(loop.sink()));
    probes = TunnelProbes.start(programs.object(), TUNNEL_PORT);
    cluster.forEach(loop.sink()::accept);
  }

  private WireParts wire() {
    return new WireParts(
        KernelTables.wire(programs.object()),
        programs.atPods(),
        programs.atUplinks(),
        Runnable::run,
        List.of());
  }

  static WireAgent start(
      NodePortNet.Host host, Lab lab, ExternalMode mode, List<ClusterEvent> cluster) {
    try (NetworkNamespace node = NetworkNamespace.open(IpScript.file(host.namespace()))) {
      return node.call(() ->
          new WireAgent(
              host.name(), lab.pins(host.name()), lab.cgroup(host.name()), mode, cluster));
    }
  }

  /** Packets so far on the path of this index in {@code enum wire_path}. */
  long packets(int path) {
    PacketCounters paths = programs.object().packetCounters("path_counters");
    return paths.sums(path, 1).getFirst().packets();
  }

  @Override
  public void close() {
    probes.close();
    followers.forEach(Follower::close);
    loop.close();
    programs.close();
    sockets.close();
  }
}
