package io.weir.bpf.wire;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import io.weir.bpf.program.Program;
import io.weir.bpf.program.TestRun;
import io.weir.bpf.wire.LabNode.Backend;
import io.weir.bpf.wire.LabNode.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A node that serves, whose programs are run on packets one by one. */
final class WireFuzzLab implements AutoCloseable {
  private static final int[] FAMILIES = {4, 6};
  private static final int[] PROTOCOLS = {6, 17, 132};
  private static final int MODES = 5;
  private static final int SNAT = 0;
  private static final int FORWARD = 1;
  private static final int CLUSTER_IP = 1;
  private static final int NODE_PORT = 2;
  private static final int VIP = 4;
  private static final int EXTERNAL_LOCAL = 2;
  private static final int SOURCE_RANGES = 8;
  private static final int LOOPBACK = 1;
  private static final long NO_MAC = 0;

  final LabNode node;
  private final Path bpffs;
  private final WireNet net = new WireNet();
  private final int uplink;
  private final int pod;
  private int services;
  private int vips;

  WireFuzzLab(String name) {
    bpffs = KernelTest.bpffs(name);
    node = new LabNode(net, 1, bpffs);
    uplink = node.uplinkLink();
    pod = net.ifindex("n1", "pod0");
    node.neighbour();
    // Where test runs of XDP take place, packets for the other node leave again.
    node.map("next_hops", Integer.class, NextHop.class)
        .put(2, new NextHop(LOOPBACK, NO_MAC, net.macNumber("n2", "up0")));
    node.range(0, "10.99.0.0", "255.255.0.0");
    node.range(1, "fd99::", "ffff:ffff::");
    for (int family : FAMILIES) {
      for (int protocol : PROTOCOLS) {
        serve(family, protocol);
      }
    }
  }

  /** A VIP for each mode, and three with a catch; a NodePort; a ClusterIP. */
  private void serve(int family, int protocol) {
    List<Backend> both = backends(1, 2);
    List<Target> targets = new ArrayList<>();
    for (int mode = 0; mode < MODES; mode++) {
      targets.add(target(VIP, mode, 0, both));
    }
    targets.add(target(VIP, SNAT, 0, List.of()));
    targets.add(target(VIP, SNAT, EXTERNAL_LOCAL, backends(2)));
    targets.add(target(VIP, SNAT, SOURCE_RANGES, both));
    vips = targets.size();
    for (int i = 0; i < vips; i++) {
      node.vip(WirePackets.vip(i + 1, family), WirePackets.PORT, protocol, targets.get(i));
    }
    node.nodePort(WirePackets.NODE_PORT, protocol, family, target(NODE_PORT, FORWARD, 0, both));
    node.vip(
        WirePackets.clusterIp(1, family),
        WirePackets.PORT,
        protocol,
        target(CLUSTER_IP, SNAT, 0, both));
  }

  private Target target(int kind, int mode, int flags, List<Backend> backends) {
    return new Target(++services, kind, mode, flags, backends);
  }

  private static List<Backend> backends(int... pods) {
    return Arrays.stream(pods).mapToObj(pod -> new Backend(pod, WirePackets.POD_PORT)).toList();
  }

  /** Flows of all who may send, and no counts of them. */
  void begin() {
    node.forgetFlows();
    for (Hook hook : List.of(Hook.FROM_NETWORK, Hook.TO_NETWORK, Hook.SERVICE_FROM_POD)) {
      inside(() -> openers(hook).forEach(packet -> run(hook, packet.bytes())));
    }
    inside(() -> tunnels(Hook.FROM_NETWORK).forEach(p -> run(Hook.FROM_NETWORK, p.bytes())));
    node.clearCounters();
  }

  /** Programs see the interfaces of the calling thread's namespace. */
  void inside(Runnable work) {
    net.in("n1")
        .call(() -> {
          work.run();
          return true;
        });
  }

  private static Stream<Integer> families() {
    return Arrays.stream(FAMILIES).boxed();
  }

  private List<Packet> openers(Hook hook) {
    return families().flatMap(family -> openers(hook, family).stream()).toList();
  }

  private List<Packet> openers(Hook hook, int family) {
    List<String> to =
        IntStream.rangeClosed(1, vips).mapToObj(i -> WirePackets.vip(i, family)).toList();
    return packets(hook, family).toServices(hook.sender(family), to);
  }

  private WirePackets packets(Hook hook, int family) {
    return new WirePackets(hook.isXdp() ? NO_MAC : net.macNumber("n1", hook.device), family);
  }

  /** What the sender sends, the packets of flows that the node knows, and tunnels. */
  List<Packet> originals(Hook hook) {
    List<Packet> all = new ArrayList<>(openers(hook));
    node.flows().stream()
        .map(Map.Entry::getKey)
        .forEach(tuple -> all.addAll(packets(hook, tuple.source().isIpv4() ? 4 : 6).of(tuple)));
    all.addAll(tunnels(hook));
    return all;
  }

  private List<Packet> tunnels(Hook hook) {
    return families().flatMap(family -> tunnels(hook, family).stream()).toList();
  }

  private List<Packet> tunnels(Hook hook, int family) {
    WirePackets packets = packets(hook, family);
    List<Packet> inner = new ArrayList<>(some(withPorts(openers(hook, family))));
    inner.addAll(packets.fromService(WirePackets.vip(1, family), hook.sender(family)));
    return packets.tunnels(inner);
  }

  /** Nodes send nothing else through tunnels. */
  private static List<Packet> withPorts(List<Packet> all) {
    return all.stream().filter(packet -> !WirePackets.isEcho(packet)).toList();
  }

  private static List<Packet> some(List<Packet> all) {
    return IntStream.range(0, all.size()).filter(i -> i % 17 == 0).mapToObj(all::get).toList();
  }

  TestRun run(Hook hook, byte[] packet) {
    return hook.isXdp()
        ? program(hook).testRun(packet, 1)
        : program(hook).testRun(packet, context(hook), 1);
  }

  private Program program(Hook hook) {
    LoadedObject object = hook.isXdp() ? node.early : hook.isAtPod() ? node.service : node.uplink;
    return object.program(hook.program);
  }

  /** Where the packet came in, and where the program runs. */
  private PacketContext context(Hook hook) {
    return switch (hook) {
      case FROM_NETWORK, FROM_WIRE -> new PacketContext(0, uplink, uplink);
      case TO_NETWORK -> new PacketContext(0, 0, uplink);
      case SERVICE_FROM_POD, SERVICE_REPLY -> new PacketContext(0, pod, pod);
      case SERVICE_TO_POD -> new PacketContext(0, uplink, pod);
    };
  }

  @Override
  public void close() {
    node.close();
    net.close();
    KernelTest.release(bpffs);
  }
}
