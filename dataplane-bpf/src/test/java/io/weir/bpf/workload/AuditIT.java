package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Counter.WOULD_DENY;
import static io.weir.bpf.workload.Rule.accept;
import static io.weir.bpf.workload.Rule.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.packet.Packet;

/** What audited policies would do: counted, not done. */
class AuditIT extends FlowCase {
  @BothFamilies
  void whatAnAuditedPolicyWouldDenyPassesAndIsCounted(Family family) {
    int counters =
        lab.install(AUDIT, Rules.isolated().then(deny().on(PortRange.tcp(81)), accept()));
    lab.put(Pod.open().audited(0, 0, AUDIT, 0));
    lab.toPod(family.in(family.peer).tcp(5, 81, SYN))
        .passed(FORWARDED_TO_POD, FLOWS_OPENED, WOULD_DENY);
    lab.toPod(family.in(family.peer).tcp(5, 82, SYN)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    assertThat(lab.ruleCounters.sum(counters + 1).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters + 2).packets()).isZero();
  }

  @BothFamilies
  void defaultOfAnAuditedSetIsCountedToo(Family family) {
    int counters = lab.install(AUDIT, Rules.isolated());
    lab.put(Pod.open().audited(0, 0, 0, AUDIT));
    Packet packet = out(family, SYN);
    lab.fromPod(packet).passed(FORWARDED_FROM_POD, FLOWS_OPENED, WOULD_DENY);
    assertThat(lab.ruleCounters.sum(counters).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters).bytes()).isEqualTo(packet.bytes().length);
    lab.toPod(in(family, SYN, ACK)).passed(FORWARDED_TO_POD);
    lab.fromPod(out(family, ACK)).passed(FORWARDED_FROM_POD);
  }

  @BothFamilies
  void whatIsDeniedAnywayIsNotToldTwice(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(AUDIT, Rules.isolated());
    lab.put(Pod.open().audited(INGRESS, 0, AUDIT, 0));
    lab.toPod(in(family, SYN)).dropped(Drop.ISOLATED);
  }
}
