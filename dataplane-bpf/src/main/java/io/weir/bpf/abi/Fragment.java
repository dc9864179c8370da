package io.weir.bpf.abi;

/**
 * {@code struct fragment} in flow_abi.h. The ports that the first fragment had; {@code seen} in ns
 * of CLOCK_MONOTONIC.
 */
@BpfStruct("fragment")
public record Fragment(long seen, int sourcePort, int destinationPort) {}
