package io.weir.bpf.abi;

/**
 * {@code struct frontend} in abi.h. What stands behind a frontend; {@code mode} is {@code enum
 * external_mode}.
 */
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
    int kind,
    int maglevSize,
    int mode) {}
