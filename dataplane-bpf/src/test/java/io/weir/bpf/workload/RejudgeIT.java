package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_CUT;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FLOWS_REJUDGED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static io.weir.bpf.workload.Rule.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Flow;

/** Policy changes while flows are open. */
class RejudgeIT extends FlowCase {
  private static final int NEWER = 200;

  private void change(int egress, int epoch) {
    lab.put(Pod.open().sets(INGRESS, egress).epoch(epoch));
  }

  @BothFamilies
  void revokingARuleCutsWhatItAllowedForBothSides(Family family) {
    allowEgress();
    connect(family);
    int counters = lab.install(NEWER, Rules.isolated());
    change(NEWER, 2);

    lab.toPod(in(family, ACK)).dropped(Drop.ISOLATED, FLOWS_REJUDGED, FLOWS_CUT);
    lab.toPod(in(family, ACK)).dropped(Drop.ISOLATED);
    lab.fromPod(out(family, ACK)).dropped(Drop.ISOLATED);
    assertThat(lab.ruleCounters.sum(counters).packets()).as("of the default").isEqualTo(3);
    lab.fromPod(out(family, SYN)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void denyRuleThatComesLaterCutsAndIsNamed(Family family) {
    allowEgress();
    connect(family);
    int counters = lab.install(NEWER, Rules.open().admin(accept(), deny()).then(deny()));
    lab.install(NEWER + 1, Rules.open().admin(deny()));
    change(NEWER + 1, 2);
    lab.fromPod(out(family, ACK)).dropped(Drop.DENY_RULE, FLOWS_REJUDGED, FLOWS_CUT);
    lab.fromPod(out(family, ACK)).dropped(Drop.DENY_RULE);

    change(NEWER, 3);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_REJUDGED);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD);
    assertThat(lab.ruleCounters.sum(counters + 1).packets()).isEqualTo(2);
  }

  @BothFamilies
  void flowThatIsStillAllowedGoesOnAndIsStampedAnew(Family family) {
    allowEgress();
    connect(family);
    int counters =
        lab.install(NEWER, Rules.isolated().then(accept().on(PortRange.tcp(1)), accept()));
    change(NEWER, 2);

    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_REJUDGED);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
    Flow flow = lab.flows.get(tcp(family)).orElseThrow();
    assertThat(flow.set()).isEqualTo(NEWER);
    assertThat(flow.rule()).isEqualTo(1);
    assertThat(flow.endpointEpoch()).isEqualTo(2);
    assertThat(lab.ruleCounters.sum(counters + 2).packets()).isEqualTo(3);
  }

  @BothFamilies
  void epochOfTheNodeCountsAsWell(Family family) {
    lab.knowPod(family.peer, 5, 0);
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept(Rule.pod(5))));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    connect(family);
    lab.nodeEpoch(1);
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_REJUDGED);
    lab.knowPod(family.peer, 6, 0); // other labels
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD);
    lab.nodeEpoch(2);
    lab.toPod(in(family, ACK)).dropped(Drop.ISOLATED, FLOWS_REJUDGED, FLOWS_CUT);
  }

  @BothFamilies
  void flowOfTheOwnNodeStaysTheNodes(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated());
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.nodeToPod(family.in(family.node).tcp(5, 80, SYN)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    change(EGRESS, 2);
    lab.fromPod(family.out(family.node).tcp(80, 5, SYN, ACK))
        .passed(FORWARDED_FROM_POD, FLOWS_REJUDGED);
    lab.nodeToPod(family.in(family.node).tcp(5, 80, ACK)).passed(FORWARDED_TO_POD);
  }

  @BothFamilies
  void flowWhoseSetIsTakenAwayWithAllPolicyIsFree(Family family) {
    allowEgress();
    connect(family);
    lab.put(Pod.open().epoch(2));
    lab.toPod(in(family, ACK)).passed();
    lab.fromPod(out(family, ACK)).passed();
    lab.put(Pod.open().sets(INGRESS, 0).epoch(3));
    lab.toPod(in(family, ACK)).passed(FORWARDED_TO_POD, FLOWS_REJUDGED);
  }
}
