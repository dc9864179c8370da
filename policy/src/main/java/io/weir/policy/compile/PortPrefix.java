package io.weir.policy.compile;

/**
 * A range of destination ports whose size is a power of two, or a whole protocol, or everything:
 * what a longest prefix match can hold.
 *
 * @param protocol IANA number; 0 = every protocol, ports or none
 * @param port the first port; 0 where length is 0
 * @param length bits of the port that count, 0..16; 0 = the whole protocol
 */
public record PortPrefix(int protocol, int port, int length) {
  public static final PortPrefix ANY = new PortPrefix(0, 0, 0);

  public PortPrefix {
    if (length < 0
        || length > 16
        || protocol == 0 && length > 0
        || (port & ~(0xffff << 16 - length) & 0xffff) != 0) {
      throw new IllegalArgumentException(
          "protocol=" + protocol + " port=" + port + " length=" + length + ": no prefix of ports");
    }
  }

  /** Whether a packet to {@code toPort} is in it; port 0 for protocols without ports. */
  public boolean contains(int toProtocol, int toPort) {
    return protocol == 0
        || protocol == toProtocol && (length == 0 || (port ^ toPort) >> 16 - length == 0);
  }
}
