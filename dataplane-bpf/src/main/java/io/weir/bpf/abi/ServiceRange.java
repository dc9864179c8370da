package io.weir.bpf.abi;

/**
 * {@code struct service_range} in wire_abi.h. A range of ClusterIPs; a mask of zero is no range.
 */
@BpfStruct("service_range")
public record ServiceRange(Address network, Address mask) {}
