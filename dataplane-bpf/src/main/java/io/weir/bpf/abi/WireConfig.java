package io.weir.bpf.abi;

/**
 * {@code struct wire_config} in wire_abi.h. Load-time constants of the programs that translate on
 * the wire.
 */
@BpfStruct("wire_config")
public record WireConfig(
    int snatFirstPort,
    int snatLastPort,
    int tunnelPort,
    boolean csumIpv6,
    boolean netfilter,
    boolean policies) {}
