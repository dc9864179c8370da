package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import io.weir.bpf.packet.Layer.Ends;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Whether lengths and checksums of a packet are right, and of what it carries. */
public final class Whole {
  private static final int ETHERNET = 14;
  private static final int ICMP = 1;
  private static final int IPIP = 4;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int IPV6 = 41;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int ICMPV6 = 58;
  private static final int TUNNEL_HEADERS = 40;

  /** Of an ICMP error, in front of what it quotes. */
  private static final int ERROR = 8;

  private static final Set<Integer> EXTENSIONS = Set.of(0, 43, FRAGMENT, AUTHENTICATION, 60);

  private Whole() {}

  /** What is wrong with a frame, if anything is; of what is no IP nothing is known. */
  public static Optional<String> fault(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int type = Short.toUnsignedInt(bytes.getShort(12));
    ByteBuffer packet = bytes.slice(ETHERNET, frame.length - ETHERNET);
    return type == 0x0800 || type == 0x86dd ? ip(packet, type == 0x0800) : Optional.empty();
  }

  private static Optional<String> ip(ByteBuffer packet, boolean ipv4) {
    return ipv4 ? ipv4(packet) : ipv6(packet);
  }

  private static Optional<String> ipv4(ByteBuffer packet) {
    int header = 4 * (packet.get(0) & 15);
    int length = Short.toUnsignedInt(packet.getShort(2));
    if (packet.get(0) >> 4 != 4 || length > packet.capacity()) {
      return Optional.of("version or length of IPv4");
    }
    if (Checksum.of(packet.slice(0, header)) != 0) {
      return Optional.of("checksum of IPv4");
    }
    Ends ends = new Ends(address4(packet, 12), address4(packet, 16));
    boolean piece = (packet.getShort(6) & 0x3fff) != 0;
    return piece
        ? Optional.empty()
        : transport(packet.slice(header, length - header), ends, packet.get(9));
  }

  private static Address address4(ByteBuffer packet, int at) {
    return new Address(0, 0xffffL << 32 | Integer.toUnsignedLong(packet.getInt(at)));
  }

  private static Optional<String> ipv6(ByteBuffer packet) {
    int length = 40 + Short.toUnsignedInt(packet.getShort(4));
    if ((packet.get(0) & 0xf0) != 0x60 || length > packet.capacity()) {
      return Optional.of("version or length of IPv6");
    }
    Ends ends =
        new Ends(
            new Address(packet.getLong(8), packet.getLong(16)),
            new Address(packet.getLong(24), packet.getLong(32)));
    int next = packet.get(6);
    int at = 40;
    while (EXTENSIONS.contains(next)) {
      if (next == FRAGMENT) {
        return Optional.empty();
      }
      int units = Byte.toUnsignedInt(packet.get(at + 1));
      int size = next == AUTHENTICATION ? 4 * (units + 2) : 8 * (units + 1);
      next = packet.get(at);
      at += size;
    }
    return transport(packet.slice(at, length - at), ends, next);
  }

  private static Optional<String> transport(ByteBuffer segment, Ends ends, int protocol) {
    return switch (protocol) {
      case TCP -> covered(segment, ends, protocol);
      case ICMPV6 -> covered(segment, ends, protocol).or(() -> quoted(segment, 1, 2, 3, 4));
      case UDP -> isTunnel(segment) ? tunnel(segment) : udp(segment, ends);
      case ICMP -> icmp(segment).or(() -> quoted(segment, 3, 11, 12));
      case IPIP, IPV6 -> ip(segment, protocol == IPIP);
      default -> Optional.empty();
    };
  }

  private static Optional<String> icmp(ByteBuffer segment) {
    return Checksum.of(segment) == 0 ? Optional.empty() : Optional.of("checksum of ICMP");
  }

  /** The header of the packet that an error is about; of what is behind it a part may be quoted. */
  private static Optional<String> quoted(ByteBuffer segment, int... errors) {
    if (Arrays.stream(errors).noneMatch(type -> type == segment.get(0))) {
      return Optional.empty();
    }
    ByteBuffer packet = segment.slice(ERROR, segment.capacity() - ERROR);
    int version = packet.get(0) >> 4 & 15;
    boolean right =
        version == 6 || version == 4 && Checksum.of(packet.slice(0, 4 * (packet.get(0) & 15))) == 0;
    return right ? Optional.empty() : Optional.of("header of the packet that ICMP quotes");
  }

  private static Optional<String> covered(ByteBuffer segment, Ends ends, int protocol) {
    return Checksum.of(ends.pseudoHeader(protocol, segment.capacity()), segment) == 0
        ? Optional.empty()
        : Optional.of("checksum of protocol " + protocol);
  }

  private static Optional<String> udp(ByteBuffer segment, Ends ends) {
    if (Short.toUnsignedInt(segment.getShort(4)) != segment.capacity()) {
      return Optional.of("length of UDP");
    }
    return segment.getShort(6) == 0 && ends.isIpv4()
        ? Optional.empty()
        : covered(segment, ends, UDP);
  }

  /** One of ours: Geneve with our option. */
  private static boolean isTunnel(ByteBuffer segment) {
    return segment.capacity() >= TUNNEL_HEADERS && segment.getShort(16) == (short) 0xff57;
  }

  private static Optional<String> tunnel(ByteBuffer segment) {
    if (Short.toUnsignedInt(segment.getShort(4)) != segment.capacity()) {
      return Optional.of("length of a tunnel's UDP");
    }
    return ip(
        segment.slice(TUNNEL_HEADERS, segment.capacity() - TUNNEL_HEADERS),
        segment.getShort(10) == 0x0800);
  }
}
