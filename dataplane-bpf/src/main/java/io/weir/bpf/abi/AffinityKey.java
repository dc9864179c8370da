package io.weir.bpf.abi;

/** {@code struct affinity_key} in abi.h. A client and the service it sticks to. */
@BpfStruct("affinity_key")
public record AffinityKey(Address client, int serviceId) {}
