package io.weir.bpf.abi;

/** {@code struct address} in abi.h. 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
@BpfStruct("address")
public record Address(long high, long low) {
  /** For messages: a dotted quad, or the eight groups of IPv6 in full. */
  @Override
  public String toString() {
    if (high == 0 && low >>> 32 == 0xffff) {
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
