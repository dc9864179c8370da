package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Ip.Piece;
import io.weir.bpf.packet.Layer.Ends;
import io.weir.bpf.packet.Layer.Inside;
import io.weir.bpf.packet.Layer.Payload;
import io.weir.bpf.packet.Link.Station;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packet as a list of headers, outermost first; lengths, numbers of what follows and checksums
 * come by themselves. Immutable: each step gives another packet.
 *
 * <pre>{@code
 * Packet.eth().ip(pod, server).tcp(40000, 443, TcpFlag.SYN).bytes()
 * Packet.eth().ip(router, pod).icmp().unreachable(1, whatThePodSent).bytes()
 * }</pre>
 */
public final class Packet {
  /** A locally administered MAC: where packets come from unless said otherwise. */
  public static final long SOURCE_MAC = 0x02_00_00_00_00_01L;

  public static final long DESTINATION_MAC = 0x02_00_00_00_00_02L;

  private static final int HOPS = 64;
  private static final int NOTHING_FOLLOWS = 59;

  private final List<Layer> layers;

  private Packet(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  public static Packet eth() {
    return eth(SOURCE_MAC, DESTINATION_MAC);
  }

  /** MACs as numbers, the first byte highest. */
  public static Packet eth(long source, long destination) {
    return new Packet(List.of(new Link.Ethernet(source, destination)));
  }

  public Packet vlan(int id) {
    return and(new Link.Vlan(id));
  }

  /** Who has {@code target}? Asked by {@code sender}. */
  public Packet arpRequest(long senderMac, Address sender, Address target) {
    return and(new Link.Arp(1, new Station(senderMac, sender), new Station(0, target)));
  }

  /** {@code sender} is at {@code senderMac}. */
  public Packet arpReply(long senderMac, Address sender, Address target) {
    Station asked = new Station(DESTINATION_MAC, target);
    return and(new Link.Arp(2, new Station(senderMac, sender), asked));
  }

  /** IPv4 or IPv6, as the addresses are. */
  public Packet ip(Address source, Address destination) {
    if (source.isIpv4() != destination.isIpv4()) {
      throw new IllegalArgumentException(
          "source=%s destination=%s: of two families".formatted(source, destination));
    }
    Ends ends = new Ends(source, destination);
    return and(
        ends.isIpv4() ? new Ip.V4(ends, HOPS, new byte[0], Piece.WHOLE) : new Ip.V6(ends, HOPS));
  }

  public Packet ip(String source, String destination) {
    return ip(Addresses.parse(source), Addresses.parse(destination));
  }

  /** Sets the time to live, or hop limit, of the last IP header. */
  public Packet hops(int hops) {
    return withIp(ip().withHops(hops));
  }

  /** Sets the options of the last header, which is IPv4: a multiple of four bytes, up to 40. */
  public Packet ipv4Options(byte... options) {
    Ip.V4 header = ipv4();
    return withIp(new Ip.V4(header.ends(), header.hops(), options.clone(), header.fragment()));
  }

  public Packet hopByHop(int length) {
    return and(Extension.options(Extension.HOP_BY_HOP, length));
  }

  public Packet destinationOptions(int length) {
    return and(Extension.options(Extension.DESTINATION_OPTIONS, length));
  }

  public Packet routing(int type, int segmentsLeft) {
    return and(Extension.routing(type, segmentsLeft));
  }

  public Packet authentication() {
    return and(Extension.authentication());
  }

  /**
   * Says that what follows is one piece of a larger packet, in the IPv4 header or by an extension
   * header of IPv6.
   *
   * @param offset in bytes, a multiple of eight
   */
  public Packet fragment(int identification, int offset, boolean more) {
    Piece piece = new Piece(identification, offset, more);
    if (ip() instanceof Ip.V6) {
      return and(Extension.fragment(piece));
    }
    Ip.V4 header = ipv4();
    return withIp(new Ip.V4(header.ends(), header.hops(), header.options(), piece));
  }

  public Packet tcp(int source, int destination, TcpFlag... flags) {
    int bits = Arrays.stream(flags).mapToInt(TcpFlag::bit).sum();
    return and(new Transport.Tcp(source, destination, bits));
  }

  public Packet udp(int source, int destination) {
    return and(new Transport.Udp(source, destination));
  }

  /** An INIT. */
  public Packet sctp(int source, int destination) {
    return and(new Transport.Sctp(source, destination));
  }

  /** What ICMP, or ICMPv6 where the last IP header is IPv6, can say. */
  public IcmpStep icmp() {
    return new IcmpStep(this, ip() instanceof Ip.V6);
  }

  /** Bytes that count up from 0. */
  public Packet payload(int length) {
    return payload(NOTHING_FOLLOWS, length);
  }

  /**
   * The same, as what a header of IP protocol {@code number}, or behind Ethernet an EtherType,
   * holds.
   */
  public Packet payload(int number, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return payload(number, bytes);
  }

  /** The same with bytes of one's own, such as those of another packet. */
  public Packet payload(int number, byte[] bytes) {
    return and(new Payload(number, bytes.clone()));
  }

  /**
   * The pieces of this packet in order, each with {@code size} bytes behind its IP headers but the
   * last, which has the rest.
   *
   * @param size a multiple of eight
   */
  public List<Packet> fragments(int identification, int size) {
    int cut = lastOfNetwork() + 1;
    Packet front = new Packet(layers.subList(0, cut));
    Inside whole = inside(cut, layers.size());
    List<Packet> pieces = new ArrayList<>();
    for (int at = 0; at < whole.length(); at += size) {
      int end = Math.min(at + size, whole.length());
      byte[] part = Arrays.copyOfRange(whole.bytes(), at, end);
      pieces.add(
          front
              .fragment(identification, at, end < whole.length())
              .and(new Payload(whole.number(), part)));
    }
    return pieces;
  }

  /** From the Ethernet header on. */
  public byte[] bytes() {
    return inside(0, layers.size()).bytes();
  }

  /** From the outermost IP header on, at most {@code most} bytes. */
  byte[] quoted(int most) {
    int first = 0;
    while (!(layers.get(first) instanceof Ip)) {
      first++;
    }
    byte[] bytes = inside(first, layers.size()).bytes();
    return Arrays.copyOf(bytes, Math.min(most, bytes.length));
  }

  Packet and(Layer layer) {
    List<Layer> longer = new ArrayList<>(layers);
    longer.add(layer);
    return new Packet(longer);
  }

  Ends ends() {
    return ip().ends();
  }

  private Inside inside(int from, int to) {
    Inside inside = new Inside(NOTHING_FOLLOWS, new byte[0]);
    for (int i = to - 1; i >= from; i--) {
      Layer layer = layers.get(i);
      byte[] bytes = layer.write(inside, around(i)).array();
      inside = new Inside(i == 0 ? 0 : layer.number(), bytes);
    }
    return inside;
  }

  private Ends around(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (layers.get(i) instanceof Ip ip) {
        return ip.ends();
      }
    }
    return Ends.NONE;
  }

  private Ip ip() {
    for (Layer layer : layers.reversed()) {
      if (layer instanceof Ip ip) {
        return ip;
      }
    }
    throw new IllegalStateException("the packet has no IP header yet");
  }

  private Ip.V4 ipv4() {
    if (ip() instanceof Ip.V4 header) {
      return header;
    }
    throw new IllegalStateException("the last IP header is not IPv4");
  }

  private Packet withIp(Ip header) {
    List<Layer> changed = new ArrayList<>(layers);
    changed.set(layers.lastIndexOf(ip()), header);
    return new Packet(changed);
  }

  /** The last IP header, or the last extension header behind it. */
  private int lastOfNetwork() {
    int last = layers.lastIndexOf(ip());
    while (last + 1 < layers.size() && layers.get(last + 1) instanceof Extension) {
      last++;
    }
    return last;
  }
}
