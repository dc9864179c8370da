package io.weir.bpf.abi;

/** {@code struct rule_set} in workload_abi.h. One chunk of a set, or its summary. */
@BpfStruct("rule_set")
public record RuleSet(
    RuleBits base,
    RuleBits anyPod,
    RuleBits unknown,
    RuleBits accept,
    RuleBits deny,
    int counters,
    int flags,
    int adminRules,
    int rules) {}
