package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Rule.accept;
import static io.weir.bpf.workload.Rule.deny;
import static io.weir.bpf.workload.Rule.namespace;
import static io.weir.bpf.workload.Rule.pod;
import static io.weir.bpf.workload.Rule.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.abi.PrefixPart;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.PacketContext;

/** Packets that are only asked about: judged as any, and leaving nothing behind. */
class ExplainIT extends FlowCase {
  private static final int DEFAULT = 0xffff;
  private static final int NEW = 1;
  private static final int KNOWN = 2;
  private static final int RELATED = 3;
  private static final int OWN_NODE = 4;

  private Explanation explain(String program, Packet packet, int from) {
    int result =
        lab.object
            .program(program)
            .testRun(packet.bytes(), new PacketContext(0, from, WorkloadLab.IFINDEX), 1)
            .result();
    Explanation said =
        lab.object.map("explanations", Integer.class, Explanation.class).get(0).orElseThrow();
    assertThat(result).isEqualTo(said.reason() == 0 ? -1 : 2);
    return said;
  }

  private Explanation toPod(Packet packet) {
    return explain("explain_to_pod", packet, WorkloadLab.UPLINK);
  }

  private Explanation fromPod(Packet packet) {
    return explain("explain_from_pod", packet, 0);
  }

  private static int reason(Drop drop) {
    return drop.ordinal();
  }

  private void assertNothingWritten() {
    assertThat(lab.flows.entries()).isEmpty();
    assertThat(lab.openingFlows.entries()).isEmpty();
    assertThat(lab.ruleCounters.sums(0, 64)).containsOnly(new PacketCounter(0, 0));
    assertThat(lab.dropCounters.sums(0, lab.dropCounters.size()))
        .containsOnly(new PacketCounter(0, 0));
  }

  @BothFamilies
  void ruleAndPeerAreNamedAndNothingIsWritten(Family family) {
    lab.knowPod(family.peer, 5, 6);
    lab.prefixes.put(family.prefix(family.peer, 16), new PrefixPart(7, 0));
    enforce(
        Rules.isolated()
            .then(accept(namespace(9)), accept(prefix(7)).on(PortRange.tcp(80)), accept(pod(5))));
    assertThat(toPod(family.in(family.peer).tcp(5, 80, SYN)))
        .isEqualTo(new Explanation(INGRESS, INGRESS, 5, 6, 7, 1, DEFAULT, 0, NEW, 0, 1));
    assertThat(fromPod(family.out(family.peer).tcp(5, 81, SYN)))
        .isEqualTo(new Explanation(EGRESS, EGRESS, 5, 6, 7, 2, DEFAULT, 0, NEW, 0, 1));
    Explanation stranger = toPod(family.in(family.outside).tcp(5, 80, SYN));
    assertThat(stranger.reason()).isEqualTo(reason(Drop.ISOLATED));
    assertThat(stranger.rule()).isEqualTo(DEFAULT);
    assertThat(stranger.peerKnown()).isZero();
    assertNothingWritten();
  }

  @BothFamilies
  void dropsAreNamed(Family family) {
    assertThat(toPod(in(family, SYN)).reason()).isEqualTo(reason(Drop.UNKNOWN_ENDPOINT));
    enforce(Rules.open().admin(deny().on(PortRange.tcp(22))));
    Explanation denied = toPod(family.in(family.peer).tcp(5, 22, SYN));
    assertThat(denied.reason()).isEqualTo(reason(Drop.DENY_RULE));
    assertThat(denied.rule()).isZero();
    Packet spoofed = Packet.eth(WorkloadLab.POD_MAC, 1).ip(family.other, family.peer).udp(1, 2);
    assertThat(fromPod(spoofed).reason()).isEqualTo(reason(Drop.SPOOFED_ADDRESS));
    assertThat(toPod(family.in(family.peer).payload(6, 3)).reason())
        .isEqualTo(reason(Drop.TRUNCATED));
    assertThat(toPod(family.in(family.peer).fragment(1, 8, true).payload(17, 8)).reason())
        .isEqualTo(reason(Drop.FRAGMENT_WITHOUT_FIRST));
    assertNothingWritten();
  }

  @BothFamilies
  void wayToTheVerdictIsTold(Family family) {
    int counters = allowEgress();
    assertThat(explain("explain_to_pod", family.in(family.node).tcp(5, 80, SYN), 0).path())
        .isEqualTo(OWN_NODE);
    connect(family);
    assertThat(toPod(in(family, ACK)).path()).isEqualTo(KNOWN);
    assertThat(toPod(in(family, ACK)).rule()).isZero();
    assertThat(toPod(family.in(family.node).icmp().tooBig(1400, out(family, SYN))).path())
        .isEqualTo(RELATED);
    long before = lab.ruleCounters.sum(counters + 1).packets();
    assertThat(fromPod(out(family, ACK)).path()).isEqualTo(KNOWN);
    assertThat(lab.ruleCounters.sum(counters + 1).packets()).isEqualTo(before);
    assertThat(lab.flows.get(tcp(family)).orElseThrow().originalPackets()).isEqualTo(2);
  }

  @BothFamilies
  void auditIsToldBesideTheVerdict(Family family) {
    lab.install(INGRESS, Rules.isolated().then(accept()));
    lab.install(AUDIT, Rules.isolated().then(accept(pod(5)), deny()));
    lab.put(Pod.open().audited(INGRESS, 0, AUDIT, 0));
    Explanation said = toPod(in(family, SYN));
    assertThat(said.reason()).isZero();
    assertThat(said.rule()).isZero();
    assertThat(said.auditSet()).isEqualTo(AUDIT);
    assertThat(said.auditReason()).isEqualTo(reason(Drop.DENY_RULE));
    assertThat(said.auditRule()).isEqualTo(1);
    assertNothingWritten();
  }
}
