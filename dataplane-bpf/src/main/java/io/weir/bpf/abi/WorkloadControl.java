package io.weir.bpf.abi;

/** {@code struct workload_control} in flow_abi.h. Switches that change while programs run. */
@BpfStruct("workload_control")
public record WorkloadControl(int nodeEpoch) {}
