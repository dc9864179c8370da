package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Addresses between text, wire and map. */
public final class Addresses {
  private static final long MAPPED = 0xffffL << 32;

  private Addresses() {}

  /**
   * An address as text.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Address parse(String text) {
    InetAddress address = InetAddress.ofLiteral(text);
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Address(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
        : new Address(bytes.getLong(), bytes.getLong());
  }

  /** A MAC as text, {@code 02:00:00:00:00:01}, as the number 0x020000000001. */
  public static long mac(String text) {
    if (!text.matches("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")) {
      throw new IllegalArgumentException("mac=" + text + ": not six bytes as 02:00:00:00:00:01");
    }
    return Long.parseLong(text.replace(":", ""), 16);
  }

  static boolean isIpv4(Address address) {
    return address.isIpv4();
  }

  /** Four bytes or sixteen. */
  static void put(ByteBuffer into, Address address) {
    if (address.isIpv4()) {
      into.putInt((int) address.low());
    } else {
      into.putLong(address.high()).putLong(address.low());
    }
  }

  static void putMac(ByteBuffer into, long mac) {
    into.putShort((short) (mac >>> 32)).putInt((int) mac);
  }
}
