package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.FIN;
import static io.weir.bpf.packet.TcpFlag.PSH;
import static io.weir.bpf.packet.TcpFlag.RST;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.PacketCounter;
import io.weir.bpf.packet.Packet;
import org.assertj.core.data.Offset;

/** From a flow's first packet to its last. */
class FlowIT extends FlowCase {
  private static final int TO_POD = 1;
  private static final int ANSWERED = 2;
  private static final int BOTH_FINS = 4 | 8;
  private static final int RESET = 16;

  @BothFamilies
  void repliesPassWhateverTheOtherDirectionSays(Family family) {
    allowEgress();
    connect(family);
    lab.toPod(in(family, ACK, PSH)).passed(FORWARDED_TO_POD);
    lab.toPod(in(family, ACK).payload(1)).passed(FORWARDED_TO_POD);
    lab.toPod(family.in(family.other).tcp(REMOTE, LOCAL, ACK)).dropped(Drop.ISOLATED);
    lab.toPod(family.in(family.peer).tcp(REMOTE, LOCAL + 1, ACK)).dropped(Drop.ISOLATED);
    lab.toPod(family.in(family.peer).udp(REMOTE, LOCAL)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void repliesOfThePodPassToo(Family family) {
    lab.install(EGRESS, Rules.isolated());
    lab.install(INGRESS, Rules.isolated().then(accept().on(PortRange.tcp(80))));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.toPod(family.in(family.peer).tcp(5, 80, SYN)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    lab.fromPod(family.out(family.peer).tcp(80, 5, SYN, ACK)).passed(FORWARDED_FROM_POD);
    lab.toPod(family.in(family.peer).tcp(5, 80, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(family.out(family.peer).tcp(80, 6, SYN, ACK)).dropped(Drop.ISOLATED);
    Flow flow = lab.flows.entries().getFirst().getValue();
    assertThat(flow.flags()).isEqualTo(TO_POD | ANSWERED);
  }

  @BothFamilies
  void flowIsEstablishedWhenItsOpenerHasHeardTheAnswer(Family family) {
    allowEgress();
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    assertThat(lab.openingFlows.get(tcp(family))).isPresent();
    lab.toPod(in(family, SYN, ACK)).passed(FORWARDED_TO_POD);
    assertThat(lab.flows.get(tcp(family))).isEmpty();
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
    assertThat(lab.flows.get(tcp(family))).isPresent();
    assertThat(lab.openingFlows.get(tcp(family))).isEmpty();
  }

  @BothFamilies
  void flowTellsItsRuleAndWhatItCarried(Family family) {
    int counters = allowEgress();
    long began = System.nanoTime();
    connect(family);
    Packet data = in(family, ACK).payload(100);
    lab.toPod(data).passed(FORWARDED_TO_POD);

    Flow flow = lab.flows.get(tcp(family)).orElseThrow();
    long header = out(family, ACK).bytes().length;
    assertThat(flow.originalPackets()).isEqualTo(2);
    assertThat(flow.originalBytes()).isEqualTo(2 * header);
    assertThat(flow.replyPackets()).isEqualTo(2);
    assertThat(flow.replyBytes()).isEqualTo(2 * header + 100);
    assertThat(flow.set()).isEqualTo(EGRESS);
    assertThat(flow.rule()).isZero();
    assertThat(flow.counter()).isEqualTo(counters + 1);
    assertThat(flow.flags()).isEqualTo(ANSWERED);
    assertThat(flow.created()).isCloseTo(began, Offset.offset(10 * SECOND));
    assertThat(lab.ruleCounters.sum(counters + 1))
        .isEqualTo(new PacketCounter(4, 4 * header + 100));
  }

  @BothFamilies
  void synOnAnOldTupleIsJudged(Family family) {
    allowEgress();
    connect(family);
    lab.toPod(in(family, SYN)).dropped(Drop.ISOLATED);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    assertThat(lab.flows.get(tcp(family))).as("the old one").isEmpty();
    assertThat(lab.openingFlows.get(tcp(family))).map(Flow::originalPackets).contains(1L);
  }

  @BothFamilies
  void initOfSctpOnAnOldTupleIsJudgedToo(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept()));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.fromPod(family.out(family.peer).sctp(LOCAL, REMOTE))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(family.in(family.peer).sctp(REMOTE, LOCAL)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void endsAreRememberedUntilTheirTimeIsOver(Family family) {
    allowEgress();
    connect(family);
    lab.fromPod(out(family, FIN, ACK)).passed(FORWARDED_FROM_POD);
    lab.toPod(in(family, FIN, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
    Flow closed = lab.flows.get(tcp(family)).orElseThrow();
    assertThat(closed.flags()).isEqualTo(ANSWERED | BOTH_FINS);
    lab.toPod(in(family, RST)).passed(FORWARDED_TO_POD);
    assertThat(lab.flows.get(tcp(family)).orElseThrow().flags())
        .isEqualTo(ANSWERED | BOTH_FINS | RESET);
  }

  @BothFamilies
  void connectionRefusedIsNotEstablished(Family family) {
    allowEgress();
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(in(family, RST, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
    assertThat(lab.flows.entries()).isEmpty();
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
  }

  @BothFamilies
  void datagramsAreFlowsToo(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept().on(PortRange.udp(REMOTE))));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.toPod(family.in(family.peer).udp(REMOTE, LOCAL)).dropped(Drop.ISOLATED);
    lab.fromPod(family.out(family.peer).udp(LOCAL, REMOTE))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(family.in(family.peer).udp(REMOTE, LOCAL)).passed(FORWARDED_TO_POD);
    lab.fromPod(family.out(family.peer).udp(LOCAL, REMOTE)).passed(FORWARDED_FROM_POD);
    assertThat(lab.flows.get(key(family, PortRange.UDP))).isPresent();
  }
}
