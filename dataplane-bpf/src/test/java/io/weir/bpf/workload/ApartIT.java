package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.program.VethLab;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two pods of one node: what one does leaves no trace in what the other may do. */
class ApartIT extends WorkloadCase {
  private static final int WIDE = 400;
  private static final int SHUT = 401;

  private VethLab interfaces;
  private int one;
  private int two;

  /** The pod of every other test is one; the other is the peer. */
  @BeforeEach
  void pods() {
    interfaces = new VethLab("weir-apart-it");
    one = interfaces.ifindex("v0");
    two = interfaces.ifindex("v1");
    lab.install(WIDE, Rules.isolated().then(accept().on(PortRange.tcp(80))));
    lab.install(SHUT, Rules.isolated());
  }

  @AfterEach
  void away() {
    interfaces.close();
  }

  private void endpoint(Family family, int ifindex, int ingress, int egress) {
    boolean first = ifindex == one;
    Family v4 = Family.V4;
    Family v6 = Family.V6;
    lab.endpoints.put(
        ifindex,
        new Endpoint(
            first ? v4.pod : v4.peer,
            first ? v6.pod : v6.peer,
            0,
            ingress,
            egress,
            ingress,
            egress,
            1,
            Pod.CHECK_SOURCE,
            0,
            ifindex));
  }

  private Seen from(int ifindex, Packet packet) {
    return run("from_pod", packet, ifindex);
  }

  private Seen to(int ifindex, Packet packet) {
    return run("to_pod", packet, ifindex);
  }

  private Seen run(String program, Packet packet, int ifindex) {
    return interfaces
        .namespace()
        .call(() -> lab.run(program, packet.bytes(), WorkloadLab.UPLINK, ifindex));
  }

  @BothFamilies
  void twoPodsThatTalkHaveAFlowEach(Family family) {
    endpoint(family, one, SHUT, WIDE);
    endpoint(family, two, WIDE, SHUT);
    Packet syn = family.out(family.peer).tcp(1000, 80, SYN);
    Packet answer = family.in(family.peer).tcp(80, 1000, SYN, ACK);
    from(one, syn).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    to(two, syn).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    from(two, answer).passed(FORWARDED_FROM_POD);
    to(one, answer).passed(FORWARDED_TO_POD);
    assertThat(lab.openingFlows.entries())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            new FlowKey(family.pod, family.peer, 1000, 80, one, PortRange.TCP),
            new FlowKey(family.peer, family.pod, 80, 1000, two, PortRange.TCP));
  }

  @BothFamilies
  void flowAtOneEndpointOpensNothingAtAnother(Family family) {
    endpoint(family, one, SHUT, WIDE);
    endpoint(family, two, SHUT, SHUT);
    Packet syn = family.out(family.peer).tcp(1000, 80, SYN);
    from(one, syn).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    to(two, syn).dropped(Drop.ISOLATED);
    from(two, family.in(family.peer).tcp(80, 1000, SYN, ACK)).dropped(Drop.ISOLATED);
    to(two, family.in(family.peer).tcp(80, 1000, ACK)).dropped(Drop.ISOLATED);
    assertThat(lab.openingFlows.entries()).hasSize(1);
  }

  @BothFamilies
  void piecesAtOneEndpointAreNoFirstPieceAtAnother(Family family) {
    lab.install(WIDE, Rules.isolated().then(accept()));
    endpoint(family, one, WIDE, WIDE);
    endpoint(family, two, WIDE, WIDE);
    var pieces = family.out(family.peer).udp(1000, 80).payload(100).fragments(7, 48);
    from(one, pieces.get(0)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    from(one, pieces.get(1)).passed(FORWARDED_FROM_POD);
    to(two, pieces.get(1)).dropped(Drop.FRAGMENT_WITHOUT_FIRST);
    to(two, pieces.get(0)).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    to(one, pieces.get(1)).dropped(Drop.FRAGMENT_WITHOUT_FIRST);
  }
}
