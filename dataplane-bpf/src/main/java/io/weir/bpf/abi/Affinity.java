package io.weir.bpf.abi;

/**
 * {@code struct affinity} in abi.h. The backend a client sticks to; {@code lastUsed} in ns of
 * CLOCK_MONOTONIC.
 */
@BpfStruct("affinity")
public record Affinity(Slot backend, long lastUsed) {}
