package io.weir.bpf.abi;

/** {@code struct port_row_key} in workload_abi.h. Ports of a chunk's rules, by longest prefix. */
@BpfStruct("port_row_key")
public record PortRowKey(int prefixLength, int set, int chunk, int protocol, int port) {}
