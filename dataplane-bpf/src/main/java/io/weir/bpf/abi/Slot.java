package io.weir.bpf.abi;

/**
 * {@code struct slot} in abi.h. One backend of one service port; {@code node} is where it runs, in
 * wire_nodes, 0 for here or not known.
 */
@BpfStruct("slot")
public record Slot(Address address, int port, int flags, int node) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Slot s
        && s.port == port
        && s.flags == flags
        && s.node == node
        && s.address.equals(address);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * address.hashCode() + port) + flags) + node;
  }
}
