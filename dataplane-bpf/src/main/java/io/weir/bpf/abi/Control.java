package io.weir.bpf.abi;

/** {@code struct control} in abi.h. Switches that change while programs run. */
@BpfStruct("control")
public record Control(int optedOutPods) {}
