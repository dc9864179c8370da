package io.weir.bpf.abi;

/** {@code struct rule_set_key} in workload_abi.h. A chunk of a set. */
@BpfStruct("rule_set_key")
public record RuleSetKey(int set, int chunk) {}
