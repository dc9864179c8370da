package io.weir.bpf.abi;

/**
 * {@code struct wire_control} in wire_abi.h. What changes while programs run; {@code backends} is
 * raised when a UDP backend stops to serve.
 */
@BpfStruct("wire_control")
public record WireControl(Address nodeIpv4, Address nodeIpv6, int backends) {}
