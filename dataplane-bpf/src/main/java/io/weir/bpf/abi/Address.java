package io.weir.bpf.abi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** {@code struct address} in abi.h. 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
@BpfStruct("address")
public record Address(long high, long low) {
  /** The address as people write it; IPv4 as a dotted quad. */
  @Override
  public String toString() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
