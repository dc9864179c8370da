package io.weir.sandbox.net;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Arithmetic and text of addresses. */
public final class Ips {
  private Ips() {}

  /** The address {@code n} above {@code base}; the prefixes of a sandbox never carry over. */
  public static IpAddress plus(IpAddress base, long n) {
    return new IpAddress(base.high(), base.low() + n);
  }

  /**
   * @param text address/length
   */
  public static IpPrefix prefix(String text) {
    int slash = text.indexOf('/');
    return new IpPrefix(
        address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  public static IpAddress address(String text) {
    return IpAddress.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("address=" + text + ": not an IP address"));
  }

  /** Bits of a prefix that holds one address only. */
  static int hostLength(Family family) {
    return family == Family.IPV4 ? 32 : 128;
  }

  public static InetAddress inet(IpAddress ip) {
    byte[] bytes =
        ip.family() == Family.IPV4
            ? ByteBuffer.allocate(4).putInt((int) ip.low()).array()
            : ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }
}
