package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.abi.WorkloadControl;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import io.weir.bpf.program.TestRun;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The programs at pods' interfaces, their maps, and packets run through them one by one. */
final class WorkloadLab implements AutoCloseable {
  static final String OBJECT = "tc_workload.bpf.o";
  static final long POD_MAC = 0x02_00_00_00_00_10L;
  static final long HOST_MAC = 0x02_00_00_00_00_01L;

  /** The loopback: the one interface that every namespace has. */
  static final int IFINDEX = 1;

  /** Where packets came in that the host did not make. */
  static final int UPLINK = 7;

  private static final int NEXT = -1;
  private static final int DROP = 2;
  private static final int REASONS = Drop.values().length;
  private static final int PEER_POD = 1;

  final LoadedObject object;
  final BpfMap<Integer, Endpoint> endpoints;
  final BpfMap<Address, PeerParts> peers;
  final BpfMap<PrefixKey, PrefixPart> prefixes;
  final BpfMap<RuleSetKey, RuleSet> ruleSets;
  final BpfMap<PeerRowKey, RuleBits> peerRows;
  final BpfMap<PortRowKey, RuleBits> portRows;
  final BpfMap<FlowKey, Flow> flows;
  final BpfMap<FlowKey, Flow> openingFlows;
  final PacketCounters ruleCounters;
  final PacketCounters dropCounters;
  private final Path bpffs;
  private int nextCounter = 1;

  WorkloadLab(String test, UnaryOperator<BpfObject> sizes) {
    KernelTest.require();
    bpffs = KernelTest.bpffs(test);
    object = sizes.apply(BpfObject.open(OBJECT).pinMapsUnder(maps())).load();
    endpoints = object.map("endpoints", Integer.class, Endpoint.class);
    peers = object.map("peers", Address.class, PeerParts.class);
    prefixes = object.map("prefixes", PrefixKey.class, PrefixPart.class);
    ruleSets = object.map("rule_sets", RuleSetKey.class, RuleSet.class);
    peerRows = object.map("peer_rows", PeerRowKey.class, RuleBits.class);
    portRows = object.map("port_rows", PortRowKey.class, RuleBits.class);
    flows = object.map("flows", FlowKey.class, Flow.class);
    openingFlows = object.map("opening_flows", FlowKey.class, Flow.class);
    ruleCounters = object.packetCounters("rule_counters");
    dropCounters = object.packetCounters("drop_counters");
  }

  Path maps() {
    return bpffs.resolve("maps");
  }

  /** Empties the maps: as fresh ones, without the time that loading takes. */
  void reset() {
    for (BpfMap<?, ?> map :
        List.of(endpoints, peers, prefixes, ruleSets, peerRows, portRows, flows, openingFlows)) {
      clear(map);
    }
    clear(
        object.map("fragments", io.weir.bpf.abi.FragmentKey.class, io.weir.bpf.abi.Fragment.class));
    ruleCounters.clear(0, ruleCounters.size());
    dropCounters.clear(0, dropCounters.size());
    nodeEpoch(0);
    nextCounter = 1;
  }

  private static <K, V> void clear(BpfMap<K, V> map) {
    map.deleteAll(map.entries().stream().map(Map.Entry::getKey).toList());
  }

  void put(Pod pod) {
    endpoints.put(IFINDEX, pod.endpoint());
  }

  /** Writes a set whose counters begin at the index that is returned. */
  int install(int set, Rules rules) {
    int counters = nextCounter;
    nextCounter += rules.size() + 1;
    ruleSets.putAll(rules.headers(set, counters));
    peerRows.putAll(rules.peerRows(set));
    portRows.putAll(rules.portRows(set));
    return counters;
  }

  void knowPod(Address address, int podPart, int namespacePart) {
    peers.put(address, PeerParts.of(address, podPart, namespacePart, PEER_POD));
  }

  void nodeEpoch(int epoch) {
    object
        .map("workload_control", Integer.class, WorkloadControl.class)
        .put(0, new WorkloadControl(epoch));
  }

  /** Leaves the pod. */
  Seen fromPod(Packet packet) {
    return fromPod(packet.bytes());
  }

  Seen fromPod(byte[] packet) {
    return run("from_pod", packet, 0, IFINDEX);
  }

  /** Goes to the pod, from another pod or from outside. */
  Seen toPod(Packet packet) {
    return toPod(packet.bytes());
  }

  Seen toPod(byte[] packet) {
    return run("to_pod", packet, UPLINK, IFINDEX);
  }

  /** Goes to the pod, made by the node itself. */
  Seen nodeToPod(Packet packet) {
    return run("to_pod", packet.bytes(), 0, IFINDEX);
  }

  /**
   * Runs a packet and holds the counters against the verdict: a packet that goes on is counted by
   * no drop reason, one that does not by exactly one, with its bytes; its own bytes never change.
   */
  Seen run(String program, byte[] packet, int from, int ifindex) {
    List<PacketCounter> before = dropCounters.sums(0, 2 * REASONS);
    Map<Counter, Long> counted = counters();
    TestRun run = object.program(program).testRun(packet, new PacketContext(0, from, ifindex), 1);
    List<PacketCounter> after = dropCounters.sums(0, 2 * REASONS);
    counters().forEach((counter, value) -> counted.merge(counter, value, (a, b) -> b - a));
    Optional<Drop> reason = difference(before, after, program, packet.length);
    assertThat(run.packet()).isEqualTo(packet);
    assertThat(run.result()).as("of %s, dropped=%s", program, reason).isIn(NEXT, DROP);
    assertThat(run.result() == DROP).as("dropped is counted").isEqualTo(reason.isPresent());
    return new Seen(reason, counted);
  }

  private static Optional<Drop> difference(
      List<PacketCounter> before, List<PacketCounter> after, String program, int bytes) {
    List<Integer> changed =
        IntStream.range(0, before.size())
            .filter(i -> !before.get(i).equals(after.get(i)))
            .boxed()
            .toList();
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    int index = changed.getFirst();
    PacketCounter old = before.get(index);
    assertThat(changed).as("counters that one packet changes").hasSize(1);
    assertThat(index / REASONS).as("direction").isEqualTo(program.endsWith("to_pod") ? 1 : 0);
    assertThat(after.get(index))
        .isEqualTo(new PacketCounter(old.packets() + 1, old.bytes() + bytes));
    return Optional.of(Drop.values()[index % REASONS]);
  }

  private Map<Counter, Long> counters() {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    var sums = object.counters("workload_counters");
    for (Counter counter : Counter.values()) {
      values.put(counter, sums.sum(counter.ordinal()));
    }
    return values;
  }

  @Override
  public void close() {
    object.close();
    KernelTest.release(bpffs);
  }
}
