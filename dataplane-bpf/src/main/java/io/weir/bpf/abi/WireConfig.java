package io.weir.bpf.abi;

/**
 * {@code struct wire_config} in wire_abi.h. Load-time constants of the programs that translate on
 * the wire.
 *
 * @param draining flows that are known go on, and none begins
 */
@BpfStruct("wire_config")
public record WireConfig(
    int snatFirstPort,
    int snatLastPort,
    int tunnelPort,
    boolean csumIpv6,
    boolean netfilter,
    boolean policies,
    boolean draining) {}
