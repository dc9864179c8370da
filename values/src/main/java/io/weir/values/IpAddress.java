package io.weir.values;

import java.util.Optional;

/**
 * An address of either family as 16 bytes in network order, IPv4 as {@code ::ffff:a.b.c.d}: the
 * form that every map key of the dataplane has.
 *
 * @param high bytes 0..7, the first byte most significant
 * @param low bytes 8..15
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  private static final long V4_PREFIX = 0x0000_ffff_0000_0000L;

  /** The IPv4 address whose four bytes are {@code bits}, first byte most significant. */
  public static IpAddress ofIpv4(int bits) {
    return new IpAddress(0, V4_PREFIX | Integer.toUnsignedLong(bits));
  }

  /**
   * Parses as the API server's lenient legacy parser does: leading zeros of an IPv4 octet are
   * decimal, {@code ::ffff:a.b.c.d} is IPv4, zones are refused (services.md OBJ-9).
   */
  public static Optional<IpAddress> parse(String text) {
    return IpText.parse(text);
  }

  public Family family() {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_PREFIX ? Family.IPV4 : Family.IPV6;
  }

  /** Written out, as hashCode: a generated one is linked at run time, slow until it is compiled. */
  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress ip && ip.high == high && ip.low == low;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Canonical text: dotted quad, or RFC 5952. */
  @Override
  public String toString() {
    return IpText.format(this);
  }
}
