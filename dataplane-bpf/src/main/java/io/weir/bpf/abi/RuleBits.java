package io.weir.bpf.abi;

/**
 * {@code struct rule_bits} in workload_abi.h. Some of the 256 rules of a chunk, the lowest bit
 * first.
 */
@BpfStruct("rule_bits")
public record RuleBits(long words0, long words1, long words2, long words3) {}
