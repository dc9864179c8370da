package io.weir.bpf.abi;

/**
 * {@code struct fragment} in flow_abi.h. What the first fragment was; {@code seen} in ns of
 * CLOCK_MONOTONIC.
 *
 * @param protocol the transport's
 */
@BpfStruct("fragment")
public record Fragment(long seen, int sourcePort, int destinationPort, int protocol) {}
