package io.weir.bpf.wire;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.FIN;
import static io.weir.bpf.packet.TcpFlag.RST;
import static io.weir.bpf.packet.TcpFlag.SYN;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Tuple;
import io.weir.bpf.packet.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One packet of every kind that may come to where Services are translated. */
final class WirePackets {
  static final int PORT = 80;
  static final int NODE_PORT = 30080;
  static final int POD_PORT = 8080;
  private static final int CLIENT_PORT = 40_000;
  private static final int UNUSED_PORT = 81;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;
  private static final int IPIP = 4;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int IPV6_IN_IP = 41;
  private static final int GENEVE = 32;

  /** Of Geneve's option: all, and two that nobody uses; answers go back as the last one says. */
  private static final int[] TYPES = {0, 1, 3, 4, 5, 6, 2};

  /** More than a tunnel takes. */
  private static final int TOO_MUCH = 1500;

  private final Packet ethernet;
  private final int family;

  /**
   * @param destinationMac of the interface, so that packets count as this machine's
   */
  WirePackets(long destinationMac, int family) {
    this.ethernet = Packet.eth(Packet.SOURCE_MAC, destinationMac);
    this.family = family;
  }

  /** The VIP of a Service by its number. */
  static String vip(int number, int family) {
    return family == 4 ? "192.0.2." + number : "2001:db8:1b::" + number;
  }

  static String clusterIp(int number, int family) {
    return family == 4 ? "10.99.0." + number : "fd99::" + number;
  }

  private Packet ip(String from, String to) {
    return ethernet.ip(from, to);
  }

  /** What somebody sends to VIPs, to other addresses where Services answer, and to some more. */
  List<Packet> toServices(String from, List<String> vips) {
    List<Packet> all = new ArrayList<>();
    vips.forEach(vip -> all.addAll(flow(ip(from, vip), PORT)));
    for (int number : new int[] {1, 2}) {
      String node = WireNet.node(number, family);
      all.addAll(flow(ip(from, node), NODE_PORT));
      all.addAll(flow(ip(from, node), UNUSED_PORT));
    }
    all.addAll(flow(ip(from, clusterIp(1, family)), PORT));
    all.addAll(flow(ip(from, clusterIp(1, family)), UNUSED_PORT));
    all.addAll(flow(ip(from, clusterIp(9, family)), PORT));
    all.addAll(flow(ip(from, WireNet.pod(1, family)), POD_PORT));
    return all;
  }

  /** Packets of flows between two addresses. */
  private List<Packet> flow(Packet ip, int to) {
    List<Packet> all = new ArrayList<>();
    int from = CLIENT_PORT;
    all.add(ip.tcp(from, to, SYN));
    all.add(ip.tcp(from, to, ACK).payload(40));
    all.add(ip.tcp(from, to, FIN, ACK));
    all.add(ip.tcp(from + 1, to, RST));
    all.add(ip.udp(from, to).payload(20));
    all.add(ip.sctp(from, to));
    all.add(ip.hops(1).tcp(from, to, SYN));
    all.add(ip.icmp().echoRequest(1, 1).payload(30));
    all.add(ip.udp(from + 5, to).payload(TOO_MUCH));
    all.add(ip.authentication().tcp(from, to, SYN));
    all.addAll(ip.udp(from + 2, to).payload(60).fragments(7, 24));
    all.addAll(ip.tcp(from + 3, to, SYN).payload(60).fragments(8, 24));
    if (family == 4) {
      all.add(ip.ipv4Options(new byte[] {1, 1, 1, 1}).tcp(from + 4, to, SYN));
    } else {
      all.add(ip.hopByHop(8).destinationOptions(24).udp(from + 4, to));
    }
    return all;
  }

  /** Packets of a flow, and the errors about those that go the other way. */
  List<Packet> of(Tuple tuple) {
    Packet ip = ethernet.ip(tuple.source(), tuple.destination());
    Packet back = ethernet.ip(tuple.destination(), tuple.source());
    int from = tuple.sourcePort();
    int to = tuple.destinationPort();
    return switch (tuple.protocol()) {
      case TCP -> {
        Packet quoted = back.tcp(to, from, SYN);
        yield List.of(
            ip.tcp(from, to, SYN, ACK),
            ip.tcp(from, to, ACK).payload(40),
            ip.tcp(from, to, RST),
            ip.icmp().unreachable(1, quoted),
            ip.icmp().tooBig(1400, quoted),
            ip.icmp().timeExceeded(quoted));
      }
      case UDP -> {
        List<Packet> all = new ArrayList<>(ip.udp(from, to).payload(60).fragments(9, 24));
        all.add(ip.udp(from, to).payload(20));
        all.add(ip.icmp().unreachable(3, back.udp(to, from).payload(20)));
        yield all;
      }
      case SCTP -> List.of(ip.sctp(from, to));
      default -> List.of();
    };
  }

  /** Inner packets, from another node and from one who is none, in each tunnel there is. */
  List<Packet> tunnels(List<Packet> inner) {
    List<Packet> all = new ArrayList<>();
    String node = WireNet.node(1, family);
    String peer = WireNet.node(2, family);
    String client = WireNet.client(family);
    String pod = WireNet.pod(1, family);
    int number = family == 4 ? IPIP : IPV6_IN_IP;
    for (Packet packet : inner) {
      byte[] bytes = withoutEthernet(packet);
      all.add(geneve(ip(client, node), 1, bytes));
      all.add(ip(peer, pod).payload(number, bytes));
      all.add(ip(client, pod).payload(number, bytes));
      for (int type : TYPES) {
        all.add(geneve(ip(peer, node), type, bytes));
      }
    }
    return all;
  }

  /** What another node sends back by tunnel: answers of a Service to somebody. */
  List<Packet> fromService(String vip, String to) {
    Packet ip = ip(vip, to);
    return List.of(ip.tcp(PORT, CLIENT_PORT, SYN, ACK), ip.udp(PORT, CLIENT_PORT).payload(20));
  }

  private Packet geneve(Packet outer, int type, byte[] inner) {
    Address pod = WireNet.address(WireNet.pod(1, family));
    ByteBuffer bytes = ByteBuffer.allocate(GENEVE + inner.length);
    bytes.put((byte) 6).put((byte) 0).putShort((short) (family == 4 ? 0x0800 : 0x86dd)).putInt(0);
    bytes.putShort((short) 0xff57).put((byte) type).put((byte) 5);
    bytes.putLong(pod.high()).putLong(pod.low()).putShort((short) POD_PORT).putShort((short) 0);
    return outer.udp(50_000, LabNode.TUNNEL_PORT).payload(0, bytes.put(inner).array());
  }

  static boolean isEcho(Packet packet) {
    byte[] bytes = packet.bytes();
    return bytes[14] >> 4 == 4 ? bytes[23] == ICMP : bytes[20] == ICMPV6;
  }

  private static byte[] withoutEthernet(Packet packet) {
    byte[] bytes = packet.bytes();
    return Arrays.copyOfRange(bytes, 14, bytes.length);
  }
}
