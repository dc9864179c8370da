package io.weir.service.compile;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The oracle's own reading of addresses, by the JDK's parser and regular expressions. */
final class NaiveText {
  private NaiveText() {}

  /** The JDK's text of an address (no "::" in it), or empty where {@code text} is none. */
  static Optional<String> ip(String text) {
    if (text.matches("[0-9]{1,10}(\\.[0-9]{1,10}){3}")) {
      String decimal =
          Arrays.stream(text.split("\\."))
              .map(octet -> new BigInteger(octet).toString())
              .collect(Collectors.joining("."));
      return literal(decimal);
    }
    return text.matches("[0-9a-fA-F:.]+") && text.contains(":") ? literal(text) : Optional.empty();
  }

  private static Optional<String> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text).getHostAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String family(String ip) {
    return ip.contains(":") ? "IPv6" : "IPv4";
  }

  /** Neither endpoint nor externalIP nor ClusterIP may be one of these. */
  static boolean special(String ip) {
    return neverServed(ip) || InetAddress.ofLiteral(ip).isLinkLocalAddress();
  }

  static boolean neverServed(String ip) {
    InetAddress a = InetAddress.ofLiteral(ip);
    return a.isAnyLocalAddress()
        || a.isLoopbackAddress()
        || a.isMulticastAddress()
        || ip.equals("255.255.255.255");
  }

  /** {@code network/length}, host bits cleared. */
  static Optional<String> cidr(String text) {
    String[] halves = text.split("/", -1);
    if (halves.length != 2 || !halves[1].matches("[0-9]{1,9}") || ip(halves[0]).isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = InetAddress.ofLiteral(ip(halves[0]).get()).getAddress();
    int host = bytes.length * 8 - Integer.parseInt(halves[1]);
    if (host < 0) {
      return Optional.empty();
    }
    BigInteger network = new BigInteger(1, bytes).shiftRight(host).shiftLeft(host);
    byte[] padded = new byte[bytes.length];
    byte[] digits = network.toByteArray();
    int size = Math.min(digits.length, padded.length);
    System.arraycopy(digits, digits.length - size, padded, padded.length - size, size);
    try {
      String address = InetAddress.getByAddress(padded).getHostAddress();
      return Optional.of(address + "/" + Integer.parseInt(halves[1]));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
