package io.weir.bpf.abi;

/**
 * {@code struct translation} in wire_abi.h. What a packet of a tuple is to carry, and where it
 * goes; times in ns of CLOCK_MONOTONIC.
 */
@BpfStruct("translation")
public record Translation(
    Address source,
    Address destination,
    int sourcePort,
    int destinationPort,
    int serviceId,
    long created,
    long lastSeen,
    long packets,
    long bytes,
    int node,
    int ifindex,
    int backends,
    int path,
    int flags) {}
