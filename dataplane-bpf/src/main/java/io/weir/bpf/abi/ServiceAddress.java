package io.weir.bpf.abi;

/**
 * {@code struct service_address} in wire_abi.h. An address where Services may answer; flags are
 * {@code enum service_address_flags}.
 */
@BpfStruct("service_address")
public record ServiceAddress(int flags) {}
