package io.weir.bpf.abi;

/**
 * {@code struct explanation} in flow_abi.h. How explain_from_pod or explain_to_pod judged a packet.
 */
@BpfStruct("explanation")
public record Explanation(
    int set,
    int auditSet,
    int podPart,
    int namespacePart,
    int prefixPart,
    int rule,
    int auditRule,
    int reason,
    int path,
    int auditReason,
    int peerKnown) {}
