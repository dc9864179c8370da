package io.weir.sandbox.api.admission;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A range of addresses of one family. */
record Cidr(String text, BigInteger first, int prefix, boolean six) {

  /**
   * A range that addresses are given out from.
   *
   * @throws IllegalArgumentException when the text is not a CIDR or has no room
   */
  static Cidr pool(String text) {
    Cidr cidr = parse(text);
    if (cidr.prefix > cidr.bits() - 2) {
      throw new IllegalArgumentException("the CIDR has no room for addresses: cidr=" + text);
    }
    return cidr;
  }

  /**
   * @throws IllegalArgumentException when the text is not a CIDR
   */
  static Cidr parse(String text) {
    String[] parts = text.split("/");
    Optional<InetAddress> address = address(parts[0]);
    if (parts.length != 2 || address.isEmpty() || !parts[1].matches("\\d{1,3}")) {
      throw new IllegalArgumentException("not a CIDR such as 10.96.0.0/16: cidr=" + text);
    }
    byte[] bytes = address.get().getAddress();
    int prefix = Integer.parseInt(parts[1]);
    if (prefix > bytes.length * 8) {
      throw new IllegalArgumentException("the prefix is longer than an address: cidr=" + text);
    }
    BigInteger hosts = BigInteger.ONE.shiftLeft(bytes.length * 8 - prefix);
    BigInteger value = new BigInteger(1, bytes);
    return new Cidr(text, value.subtract(value.mod(hosts)), prefix, bytes.length == 16);
  }

  /** Empty where the text is not a CIDR. */
  static Optional<Cidr> read(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether the text leaves no doubt: no leading zeros, no mapped address, no host bits. */
  boolean isStrict() {
    String address = text.substring(0, text.indexOf('/'));
    boolean leading = !six && address.matches("(.*\\.)?0\\d.*") || text.matches(".*/0\\d+");
    boolean mapped = !six && address.contains(":");
    return !leading
        && !mapped
        && address(address)
            .filter(ip -> new BigInteger(1, ip.getAddress()).equals(first))
            .isPresent();
  }

  /** A literal address; empty for anything else. */
  static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  String family() {
    return six ? "IPv6" : "IPv4";
  }

  private int bits() {
    return six ? 128 : 32;
  }

  /** Whether all of the other one and more is in this one. */
  boolean strictlyContains(Cidr other) {
    BigInteger offset = other.first.subtract(first);
    return six == other.six
        && prefix < other.prefix
        && offset.signum() >= 0
        && offset.bitLength() <= bits() - prefix;
  }

  /** How many addresses can be given out: not the first, and of IPv4 not the last. */
  long usable() {
    int bits = bits() - prefix;
    return bits > 62 ? Long.MAX_VALUE : (1L << bits) - (six ? 1 : 2);
  }

  /** The address {@code index} places after the first, in canonical text. */
  String at(long index) {
    byte[] bytes = new byte[six ? 16 : 4];
    byte[] value = first.add(BigInteger.valueOf(index)).toByteArray();
    int length = Math.min(value.length, bytes.length);
    System.arraycopy(value, value.length - length, bytes, bytes.length - length, length);
    try {
      return canonical(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16 != six) {
      return false;
    }
    BigInteger offset = new BigInteger(1, bytes).subtract(first);
    return offset.signum() >= 0 && offset.bitLength() <= bytes.length * 8 - prefix;
  }

  /** RFC 5952: the longest run of zero groups as {@code ::}. */
  static String canonical(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    String[] groups = address.getHostAddress().split("%")[0].split(":");
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end].equals("0")) {
        end++;
      }
      if (end - i > bestLength) {
        best = i;
        bestLength = end - i;
      }
    }
    if (best < 0) {
      return String.join(":", groups);
    }
    String head = String.join(":", Arrays.copyOfRange(groups, 0, best));
    String tail = String.join(":", Arrays.copyOfRange(groups, best + bestLength, groups.length));
    return head + "::" + tail;
  }
}
