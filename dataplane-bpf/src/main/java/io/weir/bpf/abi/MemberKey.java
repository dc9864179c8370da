package io.weir.bpf.abi;

/** {@code struct member_key} in abi.h. A backend of a service. */
@BpfStruct("member_key")
public record MemberKey(Address address, int serviceId, int port) {}
