package io.weir.bpf.abi;

/** {@code struct frontend} in abi.h. What stands behind a frontend. */
@BpfStruct("frontend")
public record Frontend(
    int serviceId,
    int slotBase,
    int clusterCount,
    int localOffset,
    int localCount,
    int affinitySeconds,
    int sourceRanges,
    int flags,
    int kind) {}
