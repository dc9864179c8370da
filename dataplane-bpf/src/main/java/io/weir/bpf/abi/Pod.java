package io.weir.bpf.abi;

/** {@code struct pod} in abi.h. A pod of this node; absent addresses are zero. */
@BpfStruct("pod")
public record Pod(Address ipv4, Address ipv6, int flags) {}
