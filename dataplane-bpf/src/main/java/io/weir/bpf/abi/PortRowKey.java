package io.weir.bpf.abi;

/** {@code struct port_row_key} in workload_abi.h. Ports of a chunk's rules, by longest prefix. */
@BpfStruct("port_row_key")
public record PortRowKey(int prefixLength, int set, int chunk, int protocol, int port) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PortRowKey k
        && k.prefixLength == prefixLength
        && k.set == set
        && k.chunk == chunk
        && k.protocol == protocol
        && k.port == port;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * (31 * prefixLength + set) + chunk) + protocol) + port;
  }
}
