package io.weir.bpf.abi;

/** {@code struct frontend_key} in abi.h. Where a client sends. */
@BpfStruct("frontend_key")
public record FrontendKey(Address address, int port, int protocol) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FrontendKey k
        && k.port == port
        && k.protocol == protocol
        && k.address.equals(address);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * address.hashCode() + port) + protocol;
  }
}
