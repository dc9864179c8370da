package io.weir.bpf.abi;

/**
 * {@code struct next_hop} in wire_abi.h. Where packets to a node go; MACs as numbers, the first
 * byte highest.
 */
@BpfStruct("next_hop")
public record NextHop(int ifindex, long sourceMac, long destinationMac) {}
