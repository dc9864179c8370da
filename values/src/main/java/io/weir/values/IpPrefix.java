package io.weir.values;

import java.util.Optional;

/**
 * A CIDR with its host bits cleared.
 *
 * @param length bits of the address's own family, 0..32 or 0..128
 */
public record IpPrefix(IpAddress address, int length) {
  public IpPrefix {
    int most = address.family() == Family.IPV4 ? 32 : 128;
    if (length < 0 || length > most) {
      throw new IllegalArgumentException("prefix length=" + length + ": not in 0.." + most);
    }
    address = masked(address, length + 128 - most);
  }

  /**
   * Parses {@code address/length} as leniently as {@link IpAddress#parse}; host bits may be set.
   */
  public static Optional<IpPrefix> parse(String text) {
    return IpText.parsePrefix(text);
  }

  /** Bits counted over the 16-byte form: 96 more than {@link #length} for IPv4. */
  public int mappedLength() {
    return address.family() == Family.IPV4 ? length + 96 : length;
  }

  public boolean contains(IpAddress other) {
    return other.family() == address.family() && masked(other, mappedLength()).equals(address);
  }

  private static IpAddress masked(IpAddress a, int bits) {
    long high = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << 64 - bits;
    long low = bits <= 64 ? 0 : bits == 128 ? -1L : -1L << 128 - bits;
    return new IpAddress(a.high() & high, a.low() & low);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
