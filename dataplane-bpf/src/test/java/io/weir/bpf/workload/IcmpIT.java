package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_CUT;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FLOWS_REJUDGED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static io.weir.bpf.workload.Rule.accept;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;
import org.junit.jupiter.api.Test;

/** Echoes are flows; errors belong to the flow they tell of; the link's own messages pass. */
class IcmpIT extends FlowCase {
  private static final Family V6 = Family.V6;

  private static Packet sent(Family family) {
    return out(family, SYN);
  }

  @BothFamilies
  void echoIsAFlowOfItsId(Family family) {
    lab.install(INGRESS, Rules.isolated());
    lab.install(EGRESS, Rules.isolated().then(accept()));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    lab.fromPod(family.out(family.peer).icmp().echoRequest(7, 1))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(family.in(family.peer).icmp().echoReply(7, 1)).passed(FORWARDED_TO_POD);
    lab.fromPod(family.out(family.peer).icmp().echoRequest(7, 2)).passed(FORWARDED_FROM_POD);
    lab.toPod(family.in(family.peer).icmp().echoReply(8, 1)).dropped(Drop.ISOLATED);
    lab.toPod(family.in(family.other).icmp().echoReply(7, 1)).dropped(Drop.ISOLATED);
    lab.toPod(family.in(family.peer).icmp().echoRequest(7, 1)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void errorsAboutAFlowPassFromWhomeverTheyCome(Family family) {
    allowEgress();
    lab.fromPod(sent(family)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    for (Address router : new Address[] {family.peer, family.outside, family.node}) {
      Packet error = family.in(router);
      lab.toPod(error.icmp().unreachable(1, sent(family))).passed(FORWARDED_TO_POD);
      lab.toPod(error.icmp().tooBig(1400, sent(family))).passed(FORWARDED_TO_POD);
      lab.toPod(error.icmp().timeExceeded(sent(family))).passed(FORWARDED_TO_POD);
    }
  }

  @BothFamilies
  void errorsAboutNoFlowAreJudged(Family family) {
    allowEgress();
    lab.toPod(family.in(family.peer).icmp().unreachable(1, sent(family))).dropped(Drop.ISOLATED);
    lab.fromPod(sent(family)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    Packet of = family.in(family.peer);
    lab.toPod(of.icmp().tooBig(1400, family.out(family.peer).tcp(LOCAL + 1, REMOTE, SYN)))
        .dropped(Drop.ISOLATED);
    lab.toPod(of.icmp().tooBig(1400, family.out(family.other).tcp(LOCAL, REMOTE, SYN)))
        .dropped(Drop.ISOLATED);
    lab.toPod(of.icmp().tooBig(1400, in(family, SYN))).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void errorsOfThePodPassToo(Family family) {
    lab.install(EGRESS, Rules.isolated());
    lab.install(INGRESS, Rules.isolated().then(accept()));
    lab.put(Pod.open().sets(INGRESS, EGRESS));
    Packet asked = family.in(family.peer).udp(5000, 53);
    lab.toPod(asked).passed(FORWARDED_TO_POD, FLOWS_OPENED);
    lab.fromPod(family.out(family.peer).icmp().unreachable(family.is6() ? 4 : 3, asked))
        .passed(FORWARDED_FROM_POD);
    lab.fromPod(family.out(family.other).icmp().unreachable(3, asked)).dropped(Drop.ISOLATED);
    Packet other = family.in(family.peer).udp(5000, 54);
    lab.fromPod(family.out(family.peer).icmp().unreachable(3, other)).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void errorsAboutAFlowThatIsCutAreCutWithIt(Family family) {
    allowEgress();
    connect(family);
    Packet error = family.in(family.node).icmp().tooBig(1400, sent(family));
    lab.toPod(error).passed(FORWARDED_TO_POD);
    lab.install(300, Rules.isolated());
    lab.put(Pod.open().sets(INGRESS, 300).epoch(2));
    lab.toPod(error).dropped(Drop.ISOLATED, FLOWS_REJUDGED, FLOWS_CUT);
    lab.toPod(error).dropped(Drop.ISOLATED);
  }

  @BothFamilies
  void errorsThatQuoteTooLittleAreJudged(Family family) {
    allowEgress();
    lab.fromPod(sent(family)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    int header = family.is6() ? 128 : 3 << 8 | 4;
    Packet empty = family.in(family.peer).icmp().message(family.is6() ? 2 : 3, 0, header);
    lab.toPod(empty).dropped(Drop.ISOLATED);
    lab.toPod(empty.payload(12)).dropped(Drop.ISOLATED);
  }

  @Test
  void mattersOfTheLinkPassAnIsolatedPod() {
    enforce(Rules.isolated());
    Address link = Addresses.parse("fe80::1");
    lab.toPod(V6.in(V6.node).icmp().neighbourSolicitation(V6.pod, 1)).passed(FORWARDED_TO_POD);
    lab.toPod(V6.in(V6.node).icmp().neighbourAdvertisement(V6.node, 1)).passed(FORWARDED_TO_POD);
    lab.toPod(V6.in(link).icmp().routerAdvertisement()).passed(FORWARDED_TO_POD);
    lab.fromPod(V6.out(V6.node).icmp().neighbourSolicitation(V6.node, WorkloadLab.POD_MAC))
        .passed(FORWARDED_FROM_POD);
    Packet arp = Packet.eth(1, 2).arpReply(1, Family.V4.node, Family.V4.pod);
    lab.toPod(arp).passed(FORWARDED_TO_POD);
  }

  @Test
  void messagesOfTheLinkThatCameFromAfarAreJudged() {
    enforce(Rules.isolated());
    lab.toPod(V6.in(V6.node).icmp().neighbourAdvertisement(V6.node, 1).hops(254))
        .dropped(Drop.ISOLATED);
    lab.toPod(V6.in(V6.node).icmp().routerAdvertisement().hops(64)).dropped(Drop.ISOLATED);
  }
}
