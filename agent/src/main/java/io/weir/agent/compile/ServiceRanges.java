package io.weir.agent.compile;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.ServiceRange;
import io.weir.values.IpPrefix;

/** A range of ClusterIPs as programs compare addresses with it. Pure. */
public final class ServiceRanges {
  private static final int HALF = 64;

  private ServiceRanges() {}

  public static ServiceRange of(IpPrefix range) {
    int bits = range.mappedLength();
    Address mask = new Address(ones(Math.min(bits, HALF)), ones(Math.max(bits - HALF, 0)));
    return new ServiceRange(
        new Address(range.address().high() & mask.high(), range.address().low() & mask.low()),
        mask);
  }

  private static long ones(int bits) {
    return bits == 0 ? 0 : -1L << HALF - bits;
  }
}
