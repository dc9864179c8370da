package io.weir.agent.model;

/**
 * A link-layer address of Ethernet.
 *
 * @param bits its 48 bits, the first byte most significant
 */
public record MacAddress(long bits) {
  private static final int BITS = 48;

  public MacAddress {
    if (bits >>> BITS != 0) {
      throw new IllegalArgumentException("not 48 bits: " + Long.toHexString(bits));
    }
  }

  /** As {@code ip link} writes it: {@code 02:00:00:00:00:01}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int shift = BITS - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      int octet = (int) (bits >>> shift) & 0xff;
      text.append(text.isEmpty() ? "" : ":")
          .append(Character.forDigit(octet >>> 4, 16))
          .append(Character.forDigit(octet & 0xf, 16));
    }
    return text.toString();
  }
}
