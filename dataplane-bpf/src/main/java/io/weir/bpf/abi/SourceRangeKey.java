package io.weir.bpf.abi;

/** {@code struct source_range_key} in abi.h. One allowed range of a set. */
@BpfStruct("source_range_key")
public record SourceRangeKey(int prefixLength, int set, Address address) {}
