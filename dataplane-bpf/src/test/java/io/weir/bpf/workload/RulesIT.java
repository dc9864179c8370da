package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static io.weir.bpf.workload.Rule.deny;
import static io.weir.bpf.workload.Rule.namespace;
import static io.weir.bpf.workload.Rule.pass;
import static io.weir.bpf.workload.Rule.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports, protocols and sets of many rules. */
class RulesIT extends WorkloadCase {
  private static final int PART = 77;
  private static final int MANY = 10_000;

  private void opens(Packet packet) {
    lab.toPod(packet).passed(FORWARDED_TO_POD, FLOWS_OPENED);
  }

  private void shut(Packet packet) {
    lab.toPod(packet).dropped(Drop.ISOLATED);
  }

  private static Packet tcp(Family family, int port) {
    return family.in(family.peer).tcp(50000, port, SYN);
  }

  @BothFamilies
  void rangesBeginAndEndWhereTheySay(Family family) {
    enforce(Rules.isolated().then(accept().on(PortRange.tcp(1001, 2999), PortRange.udp(53))));
    shut(tcp(family, 1000));
    opens(tcp(family, 1001));
    opens(tcp(family, 2048));
    opens(tcp(family, 2999));
    shut(tcp(family, 3000));
    opens(family.in(family.peer).udp(50000, 53));
    shut(family.in(family.peer).udp(50000, 54));
    shut(family.in(family.peer).udp(50000, 1001));
  }

  @BothFamilies
  void thePortOfTheDestinationCountsInBothDirections(Family family) {
    enforce(Rules.isolated().then(accept().on(PortRange.tcp(80))));
    lab.fromPod(family.out(family.peer).tcp(50000, 80, SYN))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.fromPod(family.out(family.peer).tcp(80, 50000, SYN)).dropped(Drop.ISOLATED);
    shut(family.in(family.peer).tcp(80, 50000, SYN));
  }

  @BothFamilies
  void protocolsAreNotTakenForOneAnother(Family family) {
    enforce(
        Rules.isolated()
            .then(accept().on(PortRange.sctp(80)), accept().on(PortRange.all(PortRange.UDP))));
    opens(family.in(family.peer).sctp(50000, 80));
    shut(family.in(family.peer).sctp(50000, 81));
    shut(tcp(family, 80));
    opens(family.in(family.peer).udp(1, 0));
    opens(family.in(family.peer).udp(1, 65535));
  }

  @BothFamilies
  void whatHasNoPortsMatchesOnlyRulesWithoutPorts(Family family) {
    lab.knowPod(family.peer, PART, 0);
    int counters =
        enforce(
            Rules.isolated()
                .then(accept().on(PortRange.tcp(0, 65535), PortRange.udp(0)), accept(pod(PART))));
    opens(family.in(family.peer).icmp().echoRequest(1, 1));
    opens(family.in(family.peer).payload(47, 20));
    shut(family.in(family.other).icmp().echoRequest(1, 1));
    shut(family.in(family.other).payload(47, 20));
    assertThat(lab.ruleCounters.sum(counters + 2).packets()).isEqualTo(2);
  }

  @BothFamilies
  void narrowRangesAddToTheWideOnesAroundThem(Family family) {
    lab.knowPod(family.peer, 1, 0);
    lab.knowPod(family.other, 2, 0);
    enforce(
        Rules.isolated()
            .then(
                accept(pod(1)).on(PortRange.tcp(443)),
                accept(pod(2)).on(PortRange.all(PortRange.TCP)),
                accept(pod(3))));
    opens(tcp(family, 443));
    shut(tcp(family, 444));
    opens(family.in(family.other).tcp(50000, 443, SYN));
    opens(family.in(family.other).tcp(50000, 444, SYN));
  }

  @ParameterizedTest
  @CsvSource({"300,0", "300,255", "300,256", "300,299", "10000,0", "10000,5000", "10000,9999"})
  void everyRuleOfAManyDecides(int count, int at) {
    Family family = Family.V4;
    lab.knowPod(family.peer, PART, 0);
    int counters = enforceIngress(ManyRules.of(count, at, accept(pod(PART)).on(PortRange.tcp(80))));
    opens(tcp(family, 80));
    shut(tcp(family, 81));
    shut(family.in(family.other).tcp(50000, 80, SYN));
    assertThat(lab.ruleCounters.sum(counters + 1 + at).packets()).isEqualTo(1);
  }

  @BothFamilies
  void lowestOfSeveralChunksDecides(Family family) {
    lab.knowPod(family.peer, PART, 8);
    List<Rule> rules = new ArrayList<>(ManyRules.list(MANY, 9000, accept(pod(PART))));
    rules.set(5000, deny(pod(PART)).on(PortRange.tcp(80)));
    rules.set(4999, accept(namespace(9)));
    rules.set(7000, accept(namespace(8)).on(PortRange.tcp(81)));
    int counters = enforceIngress(Rules.open().then(rules));
    lab.toPod(tcp(family, 80)).dropped(Drop.DENY_RULE);
    opens(tcp(family, 81));
    opens(tcp(family, 82));
    assertThat(lab.ruleCounters.sum(counters + 1 + 5000).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters + 1 + 7000).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters + 1 + 9000).packets()).isEqualTo(1);
  }

  @BothFamilies
  void passSkipsTheRestOfTheAdminRulesAcrossChunks(Family family) {
    lab.knowPod(family.peer, PART, 0);
    Rule[] admin =
        ManyRules.list(600, 10, pass(pod(PART)).on(PortRange.tcp(80))).toArray(Rule[]::new);
    admin[11] = deny(pod(PART)).on(PortRange.tcp(80));
    admin[300] = deny(pod(PART)).on(PortRange.tcp(80, 81));
    admin[599] = deny(pod(PART));
    int counters =
        enforceIngress(
            Rules.isolated().admin(admin).then(ManyRules.list(400, 399, accept(pod(PART)))));
    opens(tcp(family, 80));
    lab.toPod(tcp(family, 81)).dropped(Drop.DENY_RULE);
    lab.toPod(tcp(family, 82)).dropped(Drop.DENY_RULE);
    assertThat(lab.ruleCounters.sum(counters + 1 + 999).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters + 1 + 300).packets()).isEqualTo(1);
    assertThat(lab.ruleCounters.sum(counters + 1 + 599).packets()).isEqualTo(1);
  }
}
