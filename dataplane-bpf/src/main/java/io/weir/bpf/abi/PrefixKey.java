package io.weir.bpf.abi;

/**
 * {@code struct prefix_key} in workload_abi.h. A prefix of addresses.
 *
 * @param prefixLength 32 for the family, then the bits of the 16-byte address
 * @param family 4 or 6
 */
@BpfStruct("prefix_key")
public record PrefixKey(int prefixLength, int family, Address address) {
  /** A prefix of the family that the address is of. */
  public PrefixKey(int prefixLength, Address address) {
    this(prefixLength, address.isIpv4() ? 4 : 6, address);
  }
}
