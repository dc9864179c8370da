package io.weir.sandbox.wire;

import io.weir.values.IpAddress;
import io.weir.values.Protocol;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A frame on the nodes' link, and the innermost packet in it.
 *
 * @param from MAC of the sender
 * @param to MAC of the receiver
 */
record Frame(
    String from,
    String to,
    Kind kind,
    Protocol protocol,
    IpAddress destination,
    int sourcePort,
    int destinationPort) {

  /** What is around the innermost packet. */
  enum Kind {
    PLAIN(""),
    GENEVE("/geneve"),
    IPIP("/ipip");

    final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ETHERNET = 14;
  private static final int UDP_HEADER = 8;
  private static final int GENEVE_HEADER = 8;
  private static final short WEIR_OPTION = (short) 0xff57;

  /** Empty where there is neither TCP nor UDP in it. */
  static Optional<Frame> parse(ByteBuffer bytes) {
    if (bytes.remaining() < ETHERNET) {
      return Optional.empty();
    }
    int type = bytes.getShort(12) & 0xffff;
    return type == IPV4 || type == IPV6 ? packet(bytes, ETHERNET, Kind.PLAIN) : Optional.empty();
  }

  /** Nothing is inside the tunnel where one node asks another whether it takes tunnels. */
  private static Optional<Frame> packet(ByteBuffer bytes, int at, Kind kind) {
    if (at >= bytes.limit()) {
      return Optional.empty();
    }
    boolean v4 = (bytes.get(at) & 0xf0) == 0x40;
    int next = at + (v4 ? (bytes.get(at) & 0xf) * 4 : 40);
    return switch (bytes.get(at + (v4 ? 9 : 6))) {
      case 4, 41 -> packet(bytes, next, Kind.IPIP);
      case 6 -> Optional.of(frame(bytes, destination(bytes, at, v4), next, kind, Protocol.TCP));
      case 17 ->
          isOurTunnel(bytes, next)
              ? packet(bytes, next + UDP_HEADER + tunnelHeader(bytes, next), Kind.GENEVE)
              : Optional.of(frame(bytes, destination(bytes, at, v4), next, kind, Protocol.UDP));
      default -> Optional.empty();
    };
  }

  /** A Geneve header whose first option is Weir's: no echo server's words look like that. */
  private static boolean isOurTunnel(ByteBuffer bytes, int udp) {
    int geneve = udp + UDP_HEADER;
    return bytes.limit() >= geneve + GENEVE_HEADER + 4
        && bytes.getShort(geneve + GENEVE_HEADER) == WEIR_OPTION;
  }

  private static int tunnelHeader(ByteBuffer bytes, int udp) {
    return GENEVE_HEADER + (bytes.get(udp + UDP_HEADER) & 0x3f) * 4;
  }

  private static IpAddress destination(ByteBuffer bytes, int at, boolean v4) {
    return v4
        ? IpAddress.ofIpv4(bytes.getInt(at + 16))
        : new IpAddress(bytes.getLong(at + 24), bytes.getLong(at + 32));
  }

  private static Frame frame(
      ByteBuffer bytes, IpAddress destination, int at, Kind kind, Protocol protocol) {
    return new Frame(
        mac(bytes, 6),
        mac(bytes, 0),
        kind,
        protocol,
        destination,
        bytes.getShort(at) & 0xffff,
        bytes.getShort(at + 2) & 0xffff);
  }

  private static String mac(ByteBuffer bytes, int at) {
    byte[] mac = new byte[6];
    bytes.get(at, mac);
    return HexFormat.of().formatHex(mac);
  }
}
