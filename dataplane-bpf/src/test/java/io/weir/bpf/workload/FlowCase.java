package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;

import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.TcpFlag;

/** Connections between the pod and a peer: the pod's port is 1000, the peer's 80. */
abstract class FlowCase extends WorkloadCase {
  static final int LOCAL = 1000;
  static final int REMOTE = 80;
  static final long SECOND = 1_000_000_000L;

  static Packet out(Family family, TcpFlag... flags) {
    return family.out(family.peer).tcp(LOCAL, REMOTE, flags);
  }

  static Packet in(Family family, TcpFlag... flags) {
    return family.in(family.peer).tcp(REMOTE, LOCAL, flags);
  }

  static FlowKey key(Family family, int protocol) {
    return new FlowKey(family.pod, family.peer, LOCAL, REMOTE, WorkloadLab.IFINDEX, protocol);
  }

  static FlowKey tcp(Family family) {
    return key(family, PortRange.TCP);
  }

  /** The pod may open TCP to port 80 of anybody; nobody may open anything to it. */
  int allowEgress() {
    lab.install(INGRESS, Rules.isolated());
    int counters = lab.install(EGRESS, Rules.isolated().then(Rule.accept().on(PortRange.tcp(80))));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    return counters;
  }

  /** The three packets after which a connection is established. */
  void connect(Family family) {
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(in(family, SYN, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
  }

  /** The flow as if its last packet had come that much earlier; so did its first. */
  static Flow older(Flow f, long nanos) {
    return new Flow(
        f.created() - nanos,
        f.lastSeen() - nanos,
        f.originalPackets(),
        f.originalBytes(),
        f.replyPackets(),
        f.replyBytes(),
        f.set(),
        f.endpointEpoch(),
        f.nodeEpoch(),
        f.counter(),
        f.rule(),
        f.flags());
  }
}
