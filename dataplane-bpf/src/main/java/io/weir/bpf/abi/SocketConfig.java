package io.weir.bpf.abi;

/** {@code struct socket_config} in abi.h. Load-time constants of the socket programs. */
@BpfStruct("socket_config")
public record SocketConfig(long hostNetnsCookie, boolean canSetErrno, boolean protectNodePorts) {}
