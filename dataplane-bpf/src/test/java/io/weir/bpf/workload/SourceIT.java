package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.WorkloadLab.HOST_MAC;
import static io.weir.bpf.workload.WorkloadLab.POD_MAC;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Addresses;
import io.weir.bpf.packet.Packet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a pod carries the pod's own addresses, whether it has a policy or not. */
class SourceIT extends WorkloadCase {
  private static final long OTHER_MAC = 0x02_00_00_00_00_99L;
  private static final Address LINK = Addresses.parse("fe80::10");
  private static final Address NOTHING4 = Addresses.parse("0.0.0.0");
  private static final Address NOTHING6 = Addresses.parse("::");
  private static final Address ALL_NODES = Addresses.parse("ff02::1");
  private static final Family V6 = Family.V6;

  private static Packet eth(long mac) {
    return Packet.eth(mac, HOST_MAC);
  }

  @BeforeEach
  void open() {
    lab.put(Pod.open());
  }

  @BothFamilies
  @Provokes(Drop.SPOOFED_ADDRESS)
  void addressOfAnotherIsSpoofed(Family family) {
    for (Address source : new Address[] {family.other, family.node, family.outside}) {
      lab.fromPod(eth(POD_MAC).ip(source, family.peer).udp(1, 2)).dropped(Drop.SPOOFED_ADDRESS);
      lab.fromPod(eth(POD_MAC).ip(source, family.peer).tcp(1, 2, SYN))
          .dropped(Drop.SPOOFED_ADDRESS);
      lab.fromPod(eth(POD_MAC).ip(source, family.peer).icmp().echoRequest(1, 1))
          .dropped(Drop.SPOOFED_ADDRESS);
      lab.fromPod(eth(POD_MAC).ip(source, family.peer).payload(47, 8))
          .dropped(Drop.SPOOFED_ADDRESS);
    }
    lab.fromPod(family.out(family.peer).udp(1, 2)).passed();
    lab.fromPod(family.out(family.peer).icmp().echoRequest(1, 1)).passed();
    lab.fromPod(family.out(family.peer).payload(47, 8)).passed();
  }

  @Test
  @Provokes(Drop.SPOOFED_ADDRESS)
  void addressBehindExtensionHeadersIsLookedAtToo() {
    lab.fromPod(eth(POD_MAC).ip(V6.other, V6.peer).hopByHop(8).udp(1, 2))
        .dropped(Drop.SPOOFED_ADDRESS);
    lab.fromPod(V6.out(V6.peer).hopByHop(8).udp(1, 2)).passed();
  }

  @BothFamilies
  @Provokes(Drop.SPOOFED_ADDRESS)
  void podWithoutAFamilyMaySendNothingInIt(Family family) {
    lab.put(Pod.open().only(family == Family.V4 ? Family.V6 : Family.V4));
    lab.fromPod(family.out(family.peer).udp(1, 2)).dropped(Drop.SPOOFED_ADDRESS);
    Address nothing = family.is6() ? NOTHING6 : NOTHING4;
    lab.fromPod(eth(POD_MAC).ip(nothing, family.peer).udp(1, 2)).dropped(Drop.SPOOFED_ADDRESS);
  }

  @BothFamilies
  @Provokes(Drop.SPOOFED_MAC)
  void macOfAnotherIsSpoofed(Family family) {
    lab.fromPod(eth(OTHER_MAC).ip(family.pod, family.peer).udp(1, 2)).dropped(Drop.SPOOFED_MAC);
    lab.put(Pod.open().mac(0));
    lab.fromPod(eth(OTHER_MAC).ip(family.pod, family.peer).udp(1, 2)).passed();
  }

  @BothFamilies
  void nothingIsCheckedWhereItIsNotAskedFor(Family family) {
    lab.put(Pod.open().flags(0));
    lab.fromPod(eth(OTHER_MAC).ip(family.other, family.peer).udp(1, 2)).passed();
  }

  @BothFamilies
  void whatGoesToThePodIsNotChecked(Family family) {
    lab.toPod(family.in(family.pod).udp(1, 2)).passed();
    lab.toPod(family.in(family.outside).udp(1, 2)).passed();
  }

  @Test
  @Provokes(Drop.SPOOFED_NEIGHBOUR)
  void arpMayClaimOnlyWhatIsThePods() {
    Family v4 = Family.V4;
    lab.fromPod(eth(POD_MAC).arpRequest(POD_MAC, v4.pod, v4.node)).passed();
    lab.fromPod(eth(POD_MAC).arpReply(POD_MAC, v4.pod, v4.node)).passed();
    lab.fromPod(eth(POD_MAC).arpRequest(POD_MAC, NOTHING4, v4.pod)).passed();
    lab.fromPod(eth(POD_MAC).arpReply(POD_MAC, v4.node, v4.other)).dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(eth(POD_MAC).arpRequest(POD_MAC, v4.other, v4.node))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(eth(POD_MAC).arpReply(OTHER_MAC, v4.pod, v4.node)).dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(eth(POD_MAC).arpRequest(POD_MAC, NOTHING4, v4.other))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.toPod(Packet.eth(HOST_MAC, POD_MAC).arpReply(HOST_MAC, v4.node, v4.pod)).passed();
  }

  @Test
  @Provokes({Drop.TRUNCATED, Drop.BAD_HEADER})
  void arpThatIsNoneIsDropped() {
    byte[] arp = eth(POD_MAC).arpRequest(POD_MAC, Family.V4.pod, Family.V4.node).bytes();
    lab.fromPod(java.util.Arrays.copyOf(arp, arp.length - 1)).dropped(Drop.TRUNCATED);
    arp[18] = 16; // length of a hardware address
    lab.fromPod(arp).dropped(Drop.BAD_HEADER);
  }

  @Test
  @Provokes(Drop.SPOOFED_NEIGHBOUR)
  void neighbourDiscoveryMayClaimOnlyWhatIsThePods() {
    Packet out = V6.out(V6.node);
    lab.fromPod(out.icmp().neighbourSolicitation(V6.node, POD_MAC)).passed();
    lab.fromPod(out.icmp().neighbourAdvertisement(V6.pod, POD_MAC)).passed();
    lab.fromPod(eth(POD_MAC).ip(LINK, V6.node).icmp().neighbourAdvertisement(LINK, POD_MAC))
        .passed();
    lab.fromPod(out.icmp().neighbourAdvertisement(V6.node, POD_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(out.icmp().neighbourAdvertisement(V6.other, POD_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(out.icmp().neighbourAdvertisement(V6.pod, OTHER_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(out.icmp().neighbourSolicitation(V6.node, OTHER_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(eth(POD_MAC).ip(V6.node, V6.other).icmp().neighbourAdvertisement(V6.node, POD_MAC))
        .dropped(Drop.SPOOFED_ADDRESS);
  }

  @Test
  @Provokes({Drop.SPOOFED_NEIGHBOUR, Drop.SPOOFED_ADDRESS})
  void askingWhetherAnAddressIsFreeIsForOnesOwn() {
    Packet nobody = eth(POD_MAC).ip(NOTHING6, ALL_NODES);
    lab.fromPod(nobody.icmp().neighbourSolicitation(V6.pod, POD_MAC)).passed();
    lab.fromPod(nobody.icmp().neighbourSolicitation(LINK, POD_MAC)).passed();
    lab.fromPod(nobody.icmp().neighbourSolicitation(V6.other, POD_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(nobody.icmp().echoRequest(1, 1)).dropped(Drop.SPOOFED_ADDRESS);
    lab.fromPod(eth(POD_MAC).ip(LINK, V6.node).icmp().routerSolicitation()).passed();
    lab.fromPod(eth(POD_MAC).ip(LINK, V6.node).udp(1, 2)).dropped(Drop.SPOOFED_ADDRESS);
    lab.fromPod(eth(POD_MAC).ip(LINK, ALL_NODES).icmp().message(143, 0, 0)).passed();
  }

  @Test
  @Provokes(Drop.ROUTER_ADVERTISEMENT)
  void podIsNoRouter() {
    lab.fromPod(eth(POD_MAC).ip(LINK, ALL_NODES).icmp().routerAdvertisement())
        .dropped(Drop.ROUTER_ADVERTISEMENT);
    lab.fromPod(V6.out(ALL_NODES).icmp().routerAdvertisement()).dropped(Drop.ROUTER_ADVERTISEMENT);
    lab.fromPod(V6.out(ALL_NODES).hopByHop(8).icmp().routerAdvertisement())
        .dropped(Drop.ROUTER_ADVERTISEMENT);
    lab.toPod(V6.in(Addresses.parse("fe80::1")).icmp().routerAdvertisement()).passed();
  }

  @Test
  @Provokes({Drop.SPOOFED_NEIGHBOUR, Drop.ROUTER_ADVERTISEMENT})
  void messagesInPiecesClaimNothing() {
    Packet claim =
        V6.out(V6.node).fragment(9, 0, true).icmp().neighbourAdvertisement(V6.pod, POD_MAC);
    lab.fromPod(claim).dropped(Drop.SPOOFED_NEIGHBOUR);
    lab.fromPod(V6.out(ALL_NODES).fragment(9, 0, true).icmp().routerAdvertisement())
        .dropped(Drop.ROUTER_ADVERTISEMENT);
  }

  @BothFamilies
  @Provokes(Drop.REDIRECT)
  void podRedirectsNobody(Family family) {
    Packet sent = family.in(family.peer).udp(1, 2);
    lab.fromPod(family.out(family.peer).icmp().redirect(family.other, sent)).dropped(Drop.REDIRECT);
  }

  @BothFamilies
  void podWithAPolicyIsCheckedJustTheSame(Family family) {
    enforce(Rules.isolated().then(Rule.accept()));
    lab.fromPod(eth(POD_MAC).ip(family.other, family.peer).udp(1, 2)).dropped(Drop.SPOOFED_ADDRESS);
    lab.fromPod(eth(OTHER_MAC).ip(family.pod, family.peer).udp(1, 2)).dropped(Drop.SPOOFED_MAC);
    lab.fromPod(family.out(family.peer).udp(1, 2)).passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.fromPod(V6.out(V6.node).icmp().neighbourAdvertisement(V6.other, POD_MAC))
        .dropped(Drop.SPOOFED_NEIGHBOUR);
  }
}
