package io.weir.agent.compile;

import io.weir.bpf.abi.Address;
import io.weir.values.IpAddress;

/** The same 16 bytes on both sides of the wall between Kubernetes and the dataplane. */
public final class AbiAddress {
  /** No address: what an absent one is in a map value. */
  public static final Address NONE = new Address(0, 0);

  private AbiAddress() {}

  public static Address of(IpAddress ip) {
    return new Address(ip.high(), ip.low());
  }

  public static IpAddress toIp(Address address) {
    return new IpAddress(address.high(), address.low());
  }
}
