package io.weir.bpf.wire;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.LocalPod;
import io.weir.bpf.abi.MacKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NextHop;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.ServiceAddress;
import io.weir.bpf.abi.ServiceRange;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.abi.WireControl;
import io.weir.bpf.abi.WireNode;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxOrder;
import io.weir.bpf.program.XdpMode;
import io.weir.bpf.workload.Drop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The programs of one node of a {@link WireNet}, and what an agent would write into their maps. */
final class LabNode implements AutoCloseable {
  static final int NODE = 1;
  static final int PEER = 2;
  static final int CLUSTER_IP = 4;
  static final int EXTERNAL = 8;
  static final int TUNNEL_PORT = 6081;
  private static final int SLOT_LOCAL = 1;
  private static final int RANGE = 16;

  final LoadedObject uplink;
  final LoadedObject service;
  final LoadedObject workload;
  final LoadedObject early;
  private final WireNet net;
  private final int number;
  private final MappedArray<Slot> slots;

  LabNode(WireNet net, int number, Path bpffs) {
    this(net, number, bpffs, new WireConfig(61_000, 65_535, TUNNEL_PORT, true, true, false, false));
  }

  LabNode(WireNet net, int number, Path bpffs, WireConfig config) {
    this.net = net;
    this.number = number;
    Path maps = bpffs.resolve("n" + number);
    workload = BpfObject.open("tc_workload.bpf.o").pinMapsUnder(maps).load();
    uplink = BpfObject.open("tc_uplink.bpf.o").configure(config).pinMapsUnder(maps).load();
    service = BpfObject.open("tc_service.bpf.o").configure(config).pinMapsUnder(maps).load();
    early = BpfObject.open("xdp_uplink.bpf.o").configure(config).pinMapsUnder(maps).load();
    slots = uplink.mappedArray("slots", Slot.class);
    int other = 3 - number;
    for (int family : new int[] {4, 6}) {
      known(WireNet.node(number, family), NODE);
      known(WireNet.node(other, family), PEER);
      map("tunnel_peers", Address.class, Integer.class)
          .put(WireNet.address(WireNet.node(other, family)), other);
      answers(other, family);
      Address pod = WireNet.address(WireNet.pod(number, family));
      map("local_pods", Address.class, LocalPod.class)
          .put(pod, LocalPod.of(pod, podLink(), podMac(), net.macNumber("n" + number, "pod0")));
    }
    map("wire_nodes", Integer.class, WireNode.class)
        .put(
            other,
            new WireNode(
                WireNet.address(WireNet.node(other, 4)), WireNet.address(WireNet.node(other, 6))));
    backendsEpoch(0);
    unjudged();
    attach(bpffs.resolve("links" + number));
  }

  /** No policy is in force at the pod. */
  private void unjudged() {
    map("endpoints", Integer.class, Endpoint.class)
        .put(
            podLink(),
            new Endpoint(
                WireNet.address(WireNet.pod(number, 4)),
                WireNet.address(WireNet.pod(number, 6)),
                0,
                0,
                0,
                0,
                0,
                1,
                1,
                podMac(),
                podLink()));
  }

  /** Packets to the pod go through its interface, as where a policy is in force: set 0 allows. */
  void forgetEndpoint() {
    map("endpoints", Integer.class, Endpoint.class).delete(podLink());
  }

  private int podLink() {
    return net.ifindex("n" + number, "pod0");
  }

  private long podMac() {
    return net.macNumber("p" + number, "eth0");
  }

  void backendsEpoch(int epoch) {
    MappedArray<WireControl> control = uplink.mappedArray("wire_control", WireControl.class);
    control.put(
        0,
        new WireControl(
            WireNet.address(WireNet.node(number, 4)),
            WireNet.address(WireNet.node(number, 6)),
            epoch));
  }

  /** The other node is a neighbour whose MAC the agent knows. */
  void neighbour() {
    int other = 3 - number;
    long mac = net.macNumber("n" + other, "up0");
    map("next_hops", Integer.class, NextHop.class)
        .put(other, new NextHop(uplinkLink(), net.macNumber("n" + number, "up0"), mac));
    map("neighbour_nodes", MacKey.class, Integer.class).put(new MacKey(mac), other);
  }

  int uplinkLink() {
    return net.ifindex("n" + number, "up0");
  }

  private void attach(Path pins) {
    attach(uplink, "from_network", uplinkLink(), TcHook.INGRESS, pins);
    attach(uplink, "to_network", uplinkLink(), TcHook.EGRESS, pins);
    attach(service, "service_from_pod", podLink(), TcHook.INGRESS, pins);
    attach(workload, "from_pod", podLink(), TcHook.INGRESS, pins);
    attach(service, "service_reply", podLink(), TcHook.INGRESS, pins);
    attach(workload, "to_pod", podLink(), TcHook.EGRESS, pins);
    attach(service, "service_to_pod", podLink(), TcHook.EGRESS, pins);
  }

  private void attach(LoadedObject object, String program, int ifindex, TcHook hook, Path pins) {
    net.in("n" + number)
        .call(() ->
            Links.attachTcx(
                object.program(program),
                ifindex,
                hook.tcx(),
                new TcxOrder.Last(),
                pins.resolve(program)));
  }

  /** XDP in front of the uplink. */
  void attachEarly(XdpMode mode, Path bpffs) {
    net.in("n" + number)
        .call(() ->
            Links.attachXdp(
                early.program("from_wire"), uplinkLink(), mode, bpffs.resolve("early" + number)));
  }

  /** Whose packets are denied: by XDP (1), TC (2), or both. */
  void deny(String prefix, int length, int where) {
    Address address = WireNet.address(prefix);
    int bits = 32 + length + (address.isIpv4() ? 96 : 0);
    map("deny_prefixes", PrefixKey.class, Integer.class).put(new PrefixKey(bits, address), 1);
    uplink.mappedArray("deny_control", Integer.class).put(0, where);
  }

  void denyNobody() {
    BpfMap<PrefixKey, Integer> prefixes = map("deny_prefixes", PrefixKey.class, Integer.class);
    prefixes.deleteAll(prefixes.entries().stream().map(Map.Entry::getKey).toList());
    uplink.mappedArray("deny_control", Integer.class).put(0, 0);
  }

  /** Packets that XDP has sent on. */
  long sentEarly() {
    return uplink.counters("wire_counters").sum(6);
  }

  <K, V> BpfMap<K, V> map(String name, Class<K> key, Class<V> value) {
    return uplink.map(name, key, value);
  }

  void known(String address, int flags) {
    map("service_addresses", Address.class, ServiceAddress.class)
        .put(WireNet.address(address), new ServiceAddress(flags));
  }

  /** The other node takes tunnels. */
  void answers(int other, int family) {
    map("tunnel_answers", Address.class, Long.class)
        .put(WireNet.address(WireNet.node(other, family)), System.nanoTime());
  }

  boolean hasHeard(int other, int family) {
    return map("tunnel_answers", Address.class, Long.class)
        .get(WireNet.address(WireNet.node(other, family)))
        .isPresent();
  }

  void isSilent(int other, int family) {
    map("tunnel_answers", Address.class, Long.class)
        .delete(WireNet.address(WireNet.node(other, family)));
  }

  void range(int index, String network, String mask) {
    uplink
        .mappedArray("service_ranges", ServiceRange.class)
        .put(index, new ServiceRange(WireNet.address(network), WireNet.address(mask)));
  }

  /** What a frontend leads to. */
  record Target(int id, int kind, int mode, int flags, List<Backend> backends) {}

  /** Of a pod: its node's number, and the port. */
  record Backend(int pod, int port) {}

  /** Writes backends, then returns the frontend for them; the local set comes last. */
  Frontend frontend(Target target, int protocol, int family) {
    int base = target.id() * RANGE;
    List<Backend> ordered =
        Stream.concat(
                target.backends().stream().filter(b -> b.pod() != number),
                target.backends().stream().filter(b -> b.pod() == number))
            .toList();
    int remote = (int) ordered.stream().filter(b -> b.pod() != number).count();
    for (int i = 0; i < ordered.size(); i++) {
      Backend b = ordered.get(i);
      Address address = WireNet.address(WireNet.pod(b.pod(), family));
      boolean local = b.pod() == number;
      slots.put(base + i, new Slot(address, b.port(), local ? SLOT_LOCAL : 0, local ? 0 : b.pod()));
      map("members", MemberKey.class, Member.class)
          .put(new MemberKey(address, target.id(), b.port()), new Member(7));
    }
    slots.publish();
    return new Frontend(
        target.id(),
        base,
        ordered.size(),
        remote,
        ordered.size() - remote,
        0,
        0,
        target.flags() | (ordered.isEmpty() ? 0 : 4),
        target.kind(),
        0,
        target.mode());
  }

  void nodePort(int port, int protocol, int family, Target target) {
    map("nodeports", NodePortKey.class, Frontend.class)
        .put(new NodePortKey(port, protocol, family), frontend(target, protocol, family));
  }

  void vip(String address, int port, int protocol, Target target) {
    known(address, target.kind() == 1 ? CLUSTER_IP : EXTERNAL);
    map("frontends", FrontendKey.class, Frontend.class)
        .put(
            new FrontendKey(WireNet.address(address), port, protocol),
            frontend(target, protocol, address.contains(":") ? 6 : 4));
  }

  List<Map.Entry<Tuple, Translation>> flows() {
    return Stream.of("translations", "opening_translations")
        .flatMap(m -> map(m, Tuple.class, Translation.class).entries().stream())
        .toList();
  }

  void forgetServices() {
    BpfMap<NodePortKey, Frontend> ports = map("nodeports", NodePortKey.class, Frontend.class);
    ports.deleteAll(ports.entries().stream().map(Map.Entry::getKey).toList());
    BpfMap<FrontendKey, Frontend> vips = map("frontends", FrontendKey.class, Frontend.class);
    vips.deleteAll(vips.entries().stream().map(Map.Entry::getKey).toList());
  }

  void forgetFlows() {
    for (String name : List.of("translations", "opening_translations")) {
      BpfMap<Tuple, Translation> map = map(name, Tuple.class, Translation.class);
      map.deleteAll(map.entries().stream().map(Map.Entry::getKey).toList());
    }
  }

  /** Packets so far by the index of enum wire_path, those that are zero left out. */
  Map<Integer, Long> paths() {
    Map<Integer, Long> used = new TreeMap<>();
    var counters = uplink.packetCounters("path_counters");
    var sums = counters.sums(0, counters.size());
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).packets() > 0) {
        used.put(i, sums.get(i).packets());
      }
    }
    return used;
  }

  /** Where packets were dropped: {@code enum direction} in packet.h. */
  enum Direction {
    FROM_POD,
    TO_POD,
    FROM_NETWORK,
    TO_NETWORK
  }

  /** Where, and why. */
  record Dropped(Direction direction, Drop reason) {}

  /** Drops so far; those that are zero left out. */
  Map<Dropped, Long> drops() {
    Map<Dropped, Long> used = new HashMap<>();
    var counters = uplink.packetCounters("drop_counters");
    var sums = counters.sums(0, counters.size());
    int reasons = Drop.values().length;
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).packets() > 0) {
        Dropped dropped = new Dropped(Direction.values()[i / reasons], Drop.values()[i % reasons]);
        used.put(dropped, sums.get(i).packets());
      }
    }
    return used;
  }

  void clearCounters() {
    for (String name : List.of("path_counters", "drop_counters")) {
      var counters = uplink.packetCounters(name);
      counters.clear(0, counters.size());
    }
  }

  @Override
  public void close() {
    early.close();
    service.close();
    uplink.close();
    workload.close();
  }
}
