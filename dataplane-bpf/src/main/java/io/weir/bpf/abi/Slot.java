package io.weir.bpf.abi;

/** {@code struct slot} in abi.h. One backend of one service port. */
@BpfStruct("slot")
public record Slot(Address address, int port, int flags) {}
