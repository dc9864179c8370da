package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.FIN;
import static io.weir.bpf.packet.TcpFlag.RST;
import static io.weir.bpf.packet.TcpFlag.SYN;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Packet;
import java.util.ArrayList;
import java.util.List;

/** One packet of every kind that a pod may send or get. */
final class PodPackets {
  private PodPackets() {}

  static List<byte[]> all(boolean fromPod) {
    List<Packet> all = new ArrayList<>();
    for (Family family : Family.values()) {
      for (Address remote : List.of(family.peer, family.other, family.outside, family.node)) {
        Packet ip = fromPod ? family.out(remote) : family.in(remote);
        Packet back = fromPod ? family.in(remote) : family.out(remote);
        all.addAll(transports(ip));
        Packet quoted = fromPod ? back.tcp(80, 1000, ACK) : back.tcp(1000, 80, SYN);
        all.add(ip.icmp().echoRequest(1, 1).payload(30));
        all.add(ip.icmp().echoReply(1, 1));
        all.add(ip.icmp().unreachable(1, quoted));
        all.add(ip.icmp().tooBig(1400, quoted));
        all.add(ip.icmp().redirect(remote, quoted));
        all.addAll(ip.udp(1000, 80).payload(60).fragments(7, 24));
        all.addAll(ip.tcp(1000, 80, SYN).payload(60).fragments(8, 8));
        all.add(ip.authentication().tcp(1000, 80, SYN));
        if (family.is6()) {
          all.addAll(ofIpv6(ip, remote));
        } else {
          all.add(
              ip.ipv4Options(new byte[] {1, 1, 1, 1, 7, 7, 4, 0, 0, 0, 0, 0}).tcp(1000, 80, SYN));
        }
      }
    }
    Family v4 = Family.V4;
    all.add(Packet.eth(WorkloadLab.POD_MAC, 1).arpRequest(WorkloadLab.POD_MAC, v4.pod, v4.node));
    all.add(Packet.eth(WorkloadLab.POD_MAC, 1).arpReply(WorkloadLab.POD_MAC, v4.pod, v4.node));
    all.add(Packet.eth(WorkloadLab.POD_MAC, 1).vlan(5).ip(v4.pod, v4.peer).tcp(1000, 80, SYN));
    all.add(Packet.eth(WorkloadLab.POD_MAC, 1).payload(0x88cc, 50));
    return all.stream().map(Packet::bytes).toList();
  }

  private static List<Packet> transports(Packet ip) {
    return List.of(
        ip.tcp(1000, 80, SYN),
        ip.tcp(80, 1000, SYN, ACK),
        ip.tcp(1000, 80, ACK).payload(40),
        ip.tcp(1000, 80, FIN, ACK),
        ip.tcp(1000, 80, RST),
        ip.udp(1000, 80).payload(20),
        ip.udp(1000, 53).payload(20),
        ip.sctp(1000, 80),
        ip.payload(47, 30),
        ip.payload(50, 30));
  }

  private static List<Packet> ofIpv6(Packet ip, Address remote) {
    return List.of(
        ip.hopByHop(8).tcp(1000, 80, SYN),
        ip.hopByHop(8).routing(4, 0).destinationOptions(24).udp(1000, 80),
        ip.routing(0, 2).udp(1000, 80),
        ip.icmp().neighbourSolicitation(remote, WorkloadLab.POD_MAC),
        ip.icmp().neighbourAdvertisement(remote, WorkloadLab.POD_MAC),
        ip.icmp().routerSolicitation(),
        ip.icmp().routerAdvertisement());
  }
}
