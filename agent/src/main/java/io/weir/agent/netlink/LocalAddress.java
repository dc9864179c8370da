package io.weir.agent.netlink;

import io.weir.values.IpAddress;

/**
 * An address of an interface, as RTM_NEWADDR tells it.
 *
 * @param prefixLength bits of the address's own family
 * @param interfaceIndex as in {@code ip link}
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param usable false while duplicate address detection runs, and after it has failed
 */
record LocalAddress(
    IpAddress address, int prefixLength, int interfaceIndex, int scope, boolean usable) {
  private static final int SCOPE_LINK = 253;

  /** Whether somebody elsewhere can reach the node at it. */
  boolean reachable() {
    long high = address.high();
    int v4 = (int) address.low();
    boolean linkLocal =
        switch (address.family()) {
          case IPV4 -> v4 >>> 16 == 0xa9fe || v4 >>> 24 == 127;
          case IPV6 -> high >>> 54 == 0xfe80 >>> 6 || high == 0 && address.low() == 1;
        };
    return usable && scope < SCOPE_LINK && !linkLocal;
  }
}
