package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.FIN;
import static io.weir.bpf.packet.TcpFlag.RST;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_ADOPTED;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.Map;

/** How long flows are remembered, and which are taken for older than their endpoint's policy. */
class FlowTimeIT extends FlowCase {
  /** Coarser than the clock, finer than any timeout. */
  private static final long SLACK = 4 * SECOND;

  private static final FlowTimeouts TIMEOUTS =
      new FlowTimeouts(
          40 * SECOND,
          100 * SECOND,
          50 * SECOND,
          10 * SECOND,
          30 * SECOND,
          80 * SECOND,
          35 * SECOND,
          90 * SECOND,
          20 * SECOND,
          60 * SECOND,
          30 * SECOND,
          70 * SECOND);

  /** Short ones: a flow cannot be older than the machine's uptime. */
  @Override
  BpfObject configure(BpfObject object) {
    return object.configure(TIMEOUTS);
  }

  private void age(FlowKey key, long nanos) {
    for (var map : java.util.List.of(lab.flows, lab.openingFlows)) {
      map.get(key).ifPresent(flow -> map.put(key, older(flow, nanos)));
    }
  }

  /** The answer passes until the timeout, and is a stranger's after it. */
  private void forgottenAfter(long seconds, FlowKey key, Packet answer) {
    age(key, seconds * SECOND - SLACK);
    lab.toPod(answer).passed(FORWARDED_TO_POD);
    age(key, seconds * SECOND + SLACK);
    lab.toPod(answer).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void tcpIsRememberedByItsState(Family family) {
    allowEgress();
    lab.fromPod(out(family, SYN)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    forgottenAfter(40, tcp(family), in(family, ACK));
    connect(family);
    forgottenAfter(100, tcp(family), in(family, ACK));
    connect(family);
    lab.fromPod(out(family, FIN, ACK)).passed(FORWARDED_FROM_POD);
    forgottenAfter(100, tcp(family), in(family, ACK));
    connect(family);
    lab.fromPod(out(family, FIN, ACK)).passed(FORWARDED_FROM_POD);
    lab.toPod(in(family, FIN, ACK)).passed(FORWARDED_TO_POD);
    forgottenAfter(50, tcp(family), in(family, ACK));
    connect(family);
    lab.fromPod(out(family, RST)).passed(FORWARDED_FROM_POD);
    forgottenAfter(10, tcp(family), in(family, ACK));
  }

  @BothFamilies
  void udpIsRememberedLongerOnceItIsAConversation(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept()));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    Packet question = family.out(family.peer).udp(LOCAL, REMOTE);
    Packet answer = family.in(family.peer).udp(REMOTE, LOCAL);
    FlowKey key = key(family, PortRange.UDP);
    lab.fromPod(question).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    age(key, 30 * SECOND + SLACK);
    lab.toPod(answer).dropped(Drop.ISOLATED);

    lab.fromPod(question).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    age(key, 10 * SECOND); // answered 10 s after the question: more than question and answer
    lab.toPod(answer).passed(FORWARDED_TO_POD);
    forgottenAfter(80, key, answer);
  }

  @BothFamilies
  void whatHasNoPortsIsRememberedForAWhile(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept()));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.fromPod(family.out(family.peer).icmp().echoRequest(LOCAL, 1))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    FlowKey echo = new FlowKey(family.pod, family.peer, LOCAL, 0, 1, family.icmp());
    forgottenAfter(20, echo, family.in(family.peer).icmp().echoReply(LOCAL, 1));
    lab.fromPod(family.out(family.peer).payload(47, 9)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    FlowKey other = new FlowKey(family.pod, family.peer, 0, 0, 1, 47);
    forgottenAfter(60, other, family.in(family.peer).payload(47, 9));
  }

  @BothFamilies
  void sweepForgetsWhatIsOverAndTellsWhatItSaw(Family family) {
    allowEgress();
    connect(family);
    lab.fromPod(family.out(family.other).tcp(LOCAL, REMOTE, SYN))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.fromPod(family.out(family.outside).tcp(LOCAL, REMOTE, SYN))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    FlowKey stale = new FlowKey(family.pod, family.other, LOCAL, REMOTE, 1, PortRange.TCP);
    age(stale, 40 * SECOND + SLACK);
    try (LoadedObject sweeper =
        configure(BpfObject.open("sweep.bpf.o")).pinMapsUnder(lab.maps()).load()) {
      assertThat(sweeper.program("sweep").call()).isZero();
      SweepResult seen =
          sweeper.map("sweep_results", Integer.class, SweepResult.class).get(0).orElseThrow();
      assertThat(seen).isEqualTo(new SweepResult(seen.at(), 1, 1, 1));
      assertThat(lab.openingFlows.get(stale)).isEmpty();
      age(tcp(family), 100 * SECOND + SLACK);
      sweeper.program("sweep").call();
      assertThat(lab.flows.entries()).isEmpty();
      assertThat(lab.openingFlows.entries()).extracting(Map.Entry::getKey).hasSize(1);
    }
  }

  @BothFamilies
  void sweepForgetsTheFlowsOfAPodThatHasGone(Family family) {
    allowEgress();
    connect(family);
    lab.fromPod(family.out(family.other).tcp(LOCAL, REMOTE, SYN))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.endpoints.delete(WorkloadLab.IFINDEX);
    try (LoadedObject sweeper =
        configure(BpfObject.open("sweep.bpf.o")).pinMapsUnder(lab.maps()).load()) {
      sweeper.program("sweep").call();
    }
    assertThat(lab.flows.entries()).isEmpty();
    assertThat(lab.openingFlows.entries()).isEmpty();
  }

  private void enforcedFor(long seconds) {
    allowEgress();
    lab.put(Pod.open().sets(INGRESS, EGRESS).since(System.nanoTime() - seconds * SECOND));
  }

  @BothFamilies
  void flowOlderThanThePolicyIsAdoptedIfPolicyAllowsItsOtherDirection(Family family) {
    enforcedFor(0);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_OPENED, FLOWS_ADOPTED);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
    assertThat(lab.flows.get(tcp(family)).orElseThrow().flags() & 33)
        .as("adopted, from the pod")
        .isEqualTo(32);
    lab.toPod(family.in(family.peer).tcp(REMOTE + 1, LOCAL, ACK)).dropped(Drop.ISOLATED);
    lab.toPod(in(family, SYN)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void adoptionEnds(Family family) {
    enforcedFor(70 - 4);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_OPENED, FLOWS_ADOPTED);
    lab.openingFlows.delete(tcp(family));
    enforcedFor(70 + 4);
    lab.toPod(in(family, ACK)).dropped(Drop.ISOLATED);
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.toPod(in(family, ACK)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void datagramIsNeverTakenForAnAnswerThatNobodyAskedFor(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept().on(PortRange.udp(REMOTE))));
    lab.put(Pod.open().sets(INGRESS, EGRESS).since(System.nanoTime()));
    lab.toPod(family.in(family.peer).udp(REMOTE, LOCAL)).dropped(Drop.ISOLATED);
  }
}
