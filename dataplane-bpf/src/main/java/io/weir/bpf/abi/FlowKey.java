package io.weir.bpf.abi;

/**
 * {@code struct flow_key} in flow_abi.h. A flow as one endpoint sees it; {@code local} is the pod.
 */
@BpfStruct("flow_key")
public record FlowKey(
    Address local, Address remote, int localPort, int remotePort, int ifindex, int protocol) {}
