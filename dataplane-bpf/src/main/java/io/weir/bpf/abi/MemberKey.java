package io.weir.bpf.abi;

/** {@code struct member_key} in abi.h. A backend of a service. */
@BpfStruct("member_key")
public record MemberKey(Address address, int serviceId, int port) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof MemberKey k
        && k.serviceId == serviceId
        && k.port == port
        && k.address.equals(address);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * address.hashCode() + serviceId) + port;
  }
}
