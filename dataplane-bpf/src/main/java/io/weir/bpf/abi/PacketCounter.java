package io.weir.bpf.abi;

/** {@code struct packet_counter} in flow_abi.h. */
@BpfStruct("packet_counter")
public record PacketCounter(long packets, long bytes) {}
