package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.FIN;
import static io.weir.bpf.packet.TcpFlag.RST;
import static io.weir.bpf.packet.TcpFlag.SYN;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets as they come, and what becomes of them in the hands of chance. */
final class Mutator {
  private static final int ETHERNET = 14;
  private static final int[] EDGES = {
    0, 1, 4, 5, 6, 15, 17, 43, 44, 51, 58, 60, 127, 128, 132, 255
  };

  private final Random random;
  private final List<byte[]> originals;

  Mutator(long seed, boolean fromPod) {
    random = new Random(seed);
    originals = originals(fromPod);
  }

  private static List<byte[]> originals(boolean fromPod) {
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

  /** Another one, at least as long as a test run wants it. */
  byte[] next() {
    byte[] packet = originals.get(random.nextInt(originals.size())).clone();
    for (int left = random.nextInt(4); left > 0; left--) {
      packet = change(packet);
    }
    int type = (packet[12] & 0xff) << 8 | packet[13] & 0xff;
    int least = ETHERNET + (type == 0x0800 ? 20 : type == 0x86dd ? 40 : 1);
    return packet.length < least ? Arrays.copyOf(packet, least) : packet;
  }

  private byte[] change(byte[] packet) {
    int at = ETHERNET + random.nextInt(Math.max(1, packet.length - ETHERNET));
    if (at >= packet.length) {
      return packet;
    }
    switch (random.nextInt(6)) {
      case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> packet[at] = (byte) EDGES[random.nextInt(EDGES.length)];
      case 2 -> packet[at] = (byte) random.nextInt(256);
      case 3 -> {
        return Arrays.copyOf(packet, at + 1);
      }
      case 4 -> {
        return Arrays.copyOf(packet, packet.length + random.nextInt(64));
      }
      default -> {
        byte[] noise = new byte[Math.min(8, packet.length - at)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, packet, at, noise.length);
      }
    }
    return packet;
  }
}
