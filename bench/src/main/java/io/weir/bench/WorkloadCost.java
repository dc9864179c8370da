package io.weir.bench;

import io.weir.agent.compile.RuleSetCompiler;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.TcpFlag;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.PacketContext;
import io.weir.policy.compile.PartKind;
import io.weir.policy.compile.PortPrefix;
import io.weir.policy.compile.PortRow;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * What one packet costs at a pod's interface, in ns by test run of the loaded programs: of an
 * established flow, of a new one, and where no policy is. Every rule is about port 80; the last one
 * is the peer's.
 */
final class WorkloadCost implements AutoCloseable {
  /** How many rules the pod has, one row each; 0 = no policy. */
  static final List<Integer> RULES = List.of(0, 10, 1_000, 10_000);

  private static final int LOOPBACK = 1;
  private static final int UPLINK = 7;
  private static final int REPEAT = 200_000;
  private static final int PEER_POD = 1;
  private static final int NEXT = -1;
  private static final long POD_MAC = 0x02_00_00_00_00_10L;
  private static final io.weir.policy.compile.RuleBits NOTHING =
      io.weir.policy.compile.RuleBits.NONE;
  private static final Address NO_ADDRESS = new Address(0, 0);

  private final LoadedObject object = BpfObject.open("tc_workload.bpf.o").load();
  private final int rounds;

  /**
   * @param rounds of each measurement; the best counts
   */
  WorkloadCost(int rounds) {
    this.rounds = rounds;
  }

  /** A pod and its peer, in one family. */
  private record Ends(String family, Address pod, Address peer) {
    static Ends of(String family, String pod, String peer) {
      return new Ends(family, Addresses.parse(pod), Addresses.parse(peer));
    }

    Packet in(TcpFlag... flags) {
      return Packet.eth(1, POD_MAC).ip(peer, pod).tcp(40000, 80, flags);
    }

    Packet out(TcpFlag... flags) {
      return Packet.eth(POD_MAC, 1).ip(pod, peer).tcp(80, 40000, flags);
    }
  }

  /** Measures both families with each number of rules; rows {@code rules=N}, 0 = no policy. */
  void run(List<Integer> rules, Report report) {
    for (Ends ends :
        List.of(
            Ends.of("ipv4", "10.0.0.10", "10.0.1.20"), Ends.of("ipv6", "fd00::10", "fd00:1::20"))) {
      for (int count : rules) {
        String row = "rules=" + count;
        enforce(ends, count);
        if (count == 0) {
          double cost = best("to_pod", ends.in(TcpFlag.ACK));
          report.add(row, "weir", ends.family() + "_no_policy", cost, "ns/packet");
          cost = best("from_pod", ends.out(TcpFlag.ACK));
          report.add(row, "weir", ends.family() + "_source_check", cost, "ns/packet");
        } else {
          double fresh = best("to_pod", ends.in(TcpFlag.SYN));
          report.add(row, "weir", ends.family() + "_new", fresh, "ns/packet");
          establish(ends);
          double known = best("to_pod", ends.in(TcpFlag.ACK));
          report.add(row, "weir", ends.family() + "_established", known, "ns/packet");
        }
      }
    }
  }

  private double best(String program, Packet packet) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      best = Math.min(best, run(program, packet, REPEAT));
    }
    return best;
  }

  private int run(String program, Packet packet, int repeat) {
    int from = program.equals("to_pod") ? UPLINK : 0;
    var seen =
        object
            .program(program)
            .testRun(packet.bytes(), new PacketContext(0, from, LOOPBACK), repeat);
    if (seen.result() != NEXT) {
      throw new IllegalStateException(program + " dropped a packet that its rules allow");
    }
    return seen.nanoseconds();
  }

  private void establish(Ends ends) {
    run("to_pod", ends.in(TcpFlag.SYN), 1);
    run("from_pod", ends.out(TcpFlag.SYN, TcpFlag.ACK), 1);
    run("to_pod", ends.in(TcpFlag.ACK), 1);
    FlowKey key = new FlowKey(ends.pod(), ends.peer(), 80, 40000, LOOPBACK, 6);
    if (object.map("flows", FlowKey.class, Flow.class).get(key).isEmpty()) {
      throw new IllegalStateException("the flow is not established: " + key);
    }
  }

  /** The pod with {@code count} rules of an isolated set, in both directions. */
  private void enforce(Ends ends, int count) {
    int set = count == 0 ? RuleSet.NONE : 1000 + count;
    if (count > 0) {
      install(set, count);
    }
    object
        .map("peers", Address.class, PeerParts.class)
        .put(ends.peer(), PeerParts.of(ends.peer(), count, 0, PEER_POD));
    boolean v4 = ends.pod().isIpv4();
    Endpoint endpoint =
        new Endpoint(
            v4 ? ends.pod() : NO_ADDRESS,
            v4 ? NO_ADDRESS : ends.pod(),
            0,
            set,
            set,
            set,
            set,
            1,
            1,
            POD_MAC,
            LOOPBACK);
    object.map("endpoints", Integer.class, Endpoint.class).put(LOOPBACK, endpoint);
  }

  /** Rule i is of the peers of part i + 1. */
  private void install(int set, int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    io.weir.policy.compile.RuleBits all = io.weir.policy.compile.RuleBits.of(bits);
    PortRow web = new PortRow(new PortPrefix(6, 80, 16), all, all);
    PolicyName policy = PolicyName.networkPolicy("bench", "many");
    RuleRef rule = new RuleRef(policy, Tier.NETWORK_POLICY, 0, "", Action.ACCEPT);
    RuleSet compiled =
        new RuleSet(
            set,
            Direction.INGRESS,
            true,
            0,
            Collections.nCopies(count, rule),
            List.of(policy),
            List.of(policy),
            NOTHING,
            NOTHING,
            NOTHING,
            all,
            NOTHING,
            false,
            List.of(web));
    object
        .map("rule_sets", RuleSetKey.class, io.weir.bpf.abi.RuleSet.class)
        .putAll(RuleSetCompiler.headers(compiled, 1));
    object
        .map("port_rows", PortRowKey.class, RuleBits.class)
        .putAll(RuleSetCompiler.ports(compiled));
    var rows = object.map("peer_rows", PeerRowKey.class, RuleBits.class);
    for (int i = 0; i < count; i++) {
      BitSet one = new BitSet();
      one.set(i);
      rows.putAll(
          RuleSetCompiler.peers(
              new RowKey(set, PartKind.POD, i + 1),
              io.weir.policy.compile.RuleBits.of(one),
              RuleSetCompiler.summarised(compiled)));
    }
  }

  @Override
  public void close() {
    object.close();
  }
}
