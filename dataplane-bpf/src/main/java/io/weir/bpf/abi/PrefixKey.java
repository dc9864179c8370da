package io.weir.bpf.abi;

/**
 * {@code struct prefix_key} in workload_abi.h. A prefix of addresses; {@code prefixLength} counts
 * 32 bits of padding first.
 */
@BpfStruct("prefix_key")
public record PrefixKey(int prefixLength, Address address) {}
