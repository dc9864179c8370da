package io.weir.agent.netlink;

import io.weir.values.IpAddress;

/**
 * An address of an interface, as RTM_NEWADDR tells it.
 *
 * @param prefixLength bits of the address's own family
 * @param interfaceIndex as in {@code ip link}
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param flags IFA_F_*
 */
record LocalAddress(IpAddress address, int prefixLength, int interfaceIndex, int scope, int flags) {
  private static final int SCOPE_LINK = 253;
  private static final int DUPLICATE = 0x08; // IFA_F_DADFAILED
  private static final int TENTATIVE = 0x40; // IFA_F_TENTATIVE

  /** Whether somebody elsewhere can reach the node at it. */
  boolean reachable() {
    return claimed() && (flags & TENTATIVE) == 0;
  }

  /**
   * Whether its interface speaks beyond its link with it, or will as soon as duplicate address
   * detection has ended.
   */
  boolean claimed() {
    long high = address.high();
    int v4 = (int) address.low();
    boolean linkLocal =
        switch (address.family()) {
          case IPV4 -> v4 >>> 16 == 0xa9fe || v4 >>> 24 == 127;
          case IPV6 -> high >>> 54 == 0xfe80 >>> 6 || high == 0 && address.low() == 1;
        };
    return (flags & DUPLICATE) == 0 && scope < SCOPE_LINK && !linkLocal;
  }
}
