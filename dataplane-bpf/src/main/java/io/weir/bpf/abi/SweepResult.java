package io.weir.bpf.abi;

/**
 * {@code struct sweep_result} in flow_abi.h. What the last sweep saw; {@code at} in ns of
 * CLOCK_MONOTONIC.
 */
@BpfStruct("sweep_result")
public record SweepResult(long at, int flows, int openingFlows, int expired) {}
