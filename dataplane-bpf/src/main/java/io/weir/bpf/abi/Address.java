package io.weir.bpf.abi;

/** {@code struct address} in abi.h. 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
@BpfStruct("address")
public record Address(long high, long low) {
  /**
   * Written out, as hashCode, and so is that of the other keys of many entries: what the compiler
   * makes for a record is a chain of method handles, slow for all the time that a start takes.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Address a && a.high == high && a.low == low;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  public boolean isIpv4() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** For messages: a dotted quad, or the eight groups of IPv6 in full. */
  @Override
  public String toString() {
    if (isIpv4()) {
      return "%d.%d.%d.%d"
          .formatted(low >>> 24 & 255, low >>> 16 & 255, low >>> 8 & 255, low & 255);
    }
    return "%x:%x:%x:%x:%x:%x:%x:%x"
        .formatted(
            high >>> 48,
            high >>> 32 & 0xffff,
            high >>> 16 & 0xffff,
            high & 0xffff,
            low >>> 48,
            low >>> 32 & 0xffff,
            low >>> 16 & 0xffff,
            low & 0xffff);
  }
}
