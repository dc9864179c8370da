package io.weir.bpf.abi;

/**
 * {@code struct prefix_part} in workload_abi.h. What holds for addresses whose longest prefix this
 * is.
 */
@BpfStruct("prefix_part")
public record PrefixPart(int part, int flags) {}
