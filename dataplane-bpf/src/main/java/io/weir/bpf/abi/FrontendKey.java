package io.weir.bpf.abi;

/** {@code struct frontend_key} in abi.h. Where a client sends. */
@BpfStruct("frontend_key")
public record FrontendKey(Address address, int port, int protocol) {}
