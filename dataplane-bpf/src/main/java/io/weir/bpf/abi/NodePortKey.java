package io.weir.bpf.abi;

/** {@code struct nodeport_key} in abi.h. {@code family} is 4 or 6. */
@BpfStruct("nodeport_key")
public record NodePortKey(int port, int protocol, int family) {}
