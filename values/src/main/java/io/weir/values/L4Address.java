package io.weir.values;

import java.util.Comparator;

/** An IP address and a port, 1..65535. */
public record L4Address(IpAddress address, int port) implements Comparable<L4Address> {
  private static final Comparator<L4Address> ORDER =
      Comparator.comparing(L4Address::address).thenComparingInt(L4Address::port);

  public L4Address {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port=" + port + ": not in 1..65535");
    }
  }

  /** Written out for the reason {@link IpAddress#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof L4Address a && a.port == port && a.address.equals(address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + port;
  }

  @Override
  public int compareTo(L4Address other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString())
        + ":"
        + port;
  }
}
