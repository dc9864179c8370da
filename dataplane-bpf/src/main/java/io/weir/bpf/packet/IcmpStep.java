package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import java.nio.ByteBuffer;

/** The messages of ICMP and ICMPv6, by what they mean; each gives a packet. */
public final class IcmpStep {
  /** How much of a packet an error quotes: RFC 1812 4.3.2.3, RFC 4443 2.4. */
  private static final int QUOTE_V4 = 576 - 28;

  private static final int QUOTE_V6 = 1280 - 48;

  /** RFC 4861: a message from farther away is not believed. */
  private static final int ND_HOPS = 255;

  private static final int HOPS_AND_LIFETIME = 64 << 24 | 1800;

  private final Packet packet;
  private final boolean v6;

  IcmpStep(Packet packet, boolean v6) {
    this.packet = packet;
    this.v6 = v6;
  }

  public Packet echoRequest(int id, int sequence) {
    return message(v6 ? 128 : 8, 0, id << 16 | sequence);
  }

  public Packet echoReply(int id, int sequence) {
    return message(v6 ? 129 : 0, 0, id << 16 | sequence);
  }

  /** Code 1 = host (IPv4), administratively prohibited (IPv6); the numbers are the family's. */
  public Packet unreachable(int code, Packet inner) {
    return error(v6 ? 1 : 3, code, 0, inner);
  }

  /** Packet too big; in IPv4: unreachable, fragmentation needed. */
  public Packet tooBig(int mtu, Packet inner) {
    return v6 ? error(2, 0, mtu, inner) : error(3, 4, mtu, inner);
  }

  public Packet timeExceeded(Packet inner) {
    return error(v6 ? 3 : 11, 0, 0, inner);
  }

  /** Use {@code gateway} from now on to reach where {@code inner} went. */
  public Packet redirect(Address gateway, Packet inner) {
    if (!v6) {
      return error(5, 1, (int) gateway.low(), inner);
    }
    ByteBuffer body = ByteBuffer.allocate(36).putInt(0);
    Addresses.put(body, gateway);
    Addresses.put(body, inner.ends().destination());
    return neighbour(137, body);
  }

  /** Who has {@code target}? */
  public Packet neighbourSolicitation(Address target, long senderMac) {
    return neighbour(135, about(0, target, 1, senderMac));
  }

  /** {@code target} is at {@code targetMac}: solicited, override. */
  public Packet neighbourAdvertisement(Address target, long targetMac) {
    return neighbour(136, about(0x6000_0000, target, 2, targetMac));
  }

  public Packet routerSolicitation() {
    return neighbour(133, ByteBuffer.allocate(4));
  }

  /** A default router for half an hour. */
  public Packet routerAdvertisement() {
    return neighbour(134, ByteBuffer.allocate(12).putInt(HOPS_AND_LIFETIME));
  }

  /** Any other message; {@code rest} is the word behind the checksum. */
  public Packet message(int type, int code, int rest) {
    return of(packet, type, code, ByteBuffer.allocate(4).putInt(rest));
  }

  private Packet error(int type, int code, int rest, Packet inner) {
    byte[] quoted = inner.quoted(v6 ? QUOTE_V6 : QUOTE_V4);
    return of(packet, type, code, ByteBuffer.allocate(4 + quoted.length).putInt(rest).put(quoted));
  }

  private static ByteBuffer about(int flags, Address target, int option, long mac) {
    ByteBuffer body = ByteBuffer.allocate(28).putInt(flags);
    Addresses.put(body, target);
    body.put((byte) option).put((byte) 1);
    Addresses.putMac(body, mac);
    return body;
  }

  private Packet neighbour(int type, ByteBuffer body) {
    if (!v6) {
      throw new IllegalStateException("neighbour discovery is ICMPv6: the IP header is IPv4");
    }
    return of(packet.hops(ND_HOPS), type, 0, body);
  }

  private Packet of(Packet in, int type, int code, ByteBuffer body) {
    return in.and(new Icmp(v6 ? Icmp.V6 : Icmp.V4, type, code, body.array()));
  }
}
