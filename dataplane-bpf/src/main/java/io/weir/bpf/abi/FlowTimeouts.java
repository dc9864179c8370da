package io.weir.bpf.abi;

/** {@code struct flow_timeouts} in flow_abi.h. Load-time constants, in ns. */
@BpfStruct("flow_timeouts")
public record FlowTimeouts(
    long tcpOpening,
    long tcpEstablished,
    long tcpClosing,
    long tcpReset,
    long udpOpening,
    long udpAnswered,
    long sctpOpening,
    long sctpEstablished,
    long icmp,
    long other,
    long fragment,
    long adoptTcp) {}
