package io.weir.bpf.abi;

/** {@code struct packet_counter} in workload_abi.h. */
@BpfStruct("packet_counter")
public record PacketCounter(long packets, long bytes) {}
