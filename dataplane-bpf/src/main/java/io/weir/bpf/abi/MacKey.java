package io.weir.bpf.abi;

/** {@code struct mac_key} in wire_abi.h. A MAC as a number, the first byte highest. */
@BpfStruct("mac_key")
public record MacKey(long mac) {}
