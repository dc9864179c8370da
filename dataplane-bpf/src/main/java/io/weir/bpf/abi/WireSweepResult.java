package io.weir.bpf.abi;

/**
 * {@code struct wire_sweep_result} in wire_abi.h. What the last sweep saw; {@code at} in ns of
 * CLOCK_MONOTONIC.
 */
@BpfStruct("wire_sweep_result")
public record WireSweepResult(
    long at, int translations, int openingTranslations, int snatPortsIpv4, int snatPortsIpv6) {}
