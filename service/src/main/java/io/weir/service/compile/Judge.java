package io.weir.service.compile;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/** Questions that both readers ask of a single value. */
final class Judge {
  /** Kubernetes' limit for names of most objects, nodes among them. */
  static final int LONGEST_NAME = 253;

  /** More ports of one object than anybody declares; a bound, not a rule of the API. */
  static final int MOST_PORTS = 4096;

  static final String NOT_A_PORT_NAME = "not a DNS label";
  static final String NOT_A_PORT = "not in 1..65535";
  static final String NOT_A_PROTOCOL = "not TCP, UDP or SCTP";

  static final String LINK_LOCAL = "a link-local address";

  private static final int LONGEST_LABEL = 63;

  private Judge() {}

  static boolean usable(ObjectName name) {
    return name.name().length() <= LONGEST_NAME && name.namespace().length() <= LONGEST_NAME;
  }

  /** A port's name: empty, or a DNS label as the API server demands. */
  static boolean isPortName(String name) {
    if (name.length() > LONGEST_LABEL || name.startsWith("-") || name.endsWith("-")) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
        return false;
      }
    }
    return true;
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }

  /** The API's default is TCP. */
  static Optional<Protocol> protocol(String text) {
    return switch (text) {
      case "TCP", "" -> Optional.of(Protocol.TCP);
      case "UDP" -> Optional.of(Protocol.UDP);
      case "SCTP" -> Optional.of(Protocol.SCTP);
      default -> Optional.empty();
    };
  }

  static Optional<Family> family(String text) {
    return switch (text) {
      case "IPv4" -> Optional.of(Family.IPV4);
      case "IPv6" -> Optional.of(Family.IPV6);
      default -> Optional.empty();
    };
  }

  /**
   * What forbids traffic to {@code ip} for others, or "". Kubernetes refuses the first three for
   * endpoints and externalIPs; multicast and broadcast can be no unicast peer either.
   */
  static String forbidden(IpAddress ip) {
    boolean v4 = ip.family() == Family.IPV4;
    int first = (int) (v4 ? ip.low() >>> 24 & 0xff : ip.high() >>> 56);
    int two = (int) (v4 ? ip.low() >>> 16 & 0xffff : ip.high() >>> 48);
    if (v4 ? (int) ip.low() == 0 : ip.high() == 0 && ip.low() == 0) {
      return "the unspecified address";
    }
    if (v4 ? first == 127 : ip.high() == 0 && ip.low() == 1) {
      return "a loopback address";
    }
    if (v4 ? two == 0xa9fe : (two & 0xffc0) == 0xfe80) {
      return LINK_LOCAL;
    }
    if (v4 ? first >= 224 && first < 240 : first == 0xff) {
      return "a multicast address";
    }
    return v4 && (int) ip.low() == -1 ? "the broadcast address" : "";
  }

  /** A whole number of up to nine digits; empty where the text is none. */
  static OptionalInt number(String text) {
    return text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
