package io.weir.agent.compile;

import io.weir.bpf.abi.PeerParts;
import io.weir.bpf.abi.PrefixKey;
import io.weir.policy.compile.AddressParts;
import io.weir.policy.compile.PrefixPart;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;

/** What is known of addresses and prefixes, as map entries. Pure. */
public final class PeerCompiler {
  /** Bits of {@code prefix_key} before the address. */
  public static final int FAMILY_BITS = 32;

  private PeerCompiler() {}

  public static PeerParts parts(IpAddress address, AddressParts parts) {
    return PeerParts.of(
        AbiAddress.of(address),
        parts.podPart(),
        parts.namespacePart(),
        parts.pod() ? PolicyFlags.PEER_POD : 0);
  }

  public static PrefixKey key(IpPrefix prefix) {
    return new PrefixKey(FAMILY_BITS + prefix.mappedLength(), AbiAddress.of(prefix.address()));
  }

  public static io.weir.bpf.abi.PrefixPart part(PrefixPart part) {
    return new io.weir.bpf.abi.PrefixPart(
        part.part(), part.podRange() ? PolicyFlags.PREFIX_POD_RANGE : 0);
  }
}
