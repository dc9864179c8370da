package io.weir.bpf.abi;

/** {@code struct tuple} in wire_abi.h. Addresses and ports as a packet carries them. */
@BpfStruct("tuple")
public record Tuple(
    Address source, Address destination, int sourcePort, int destinationPort, int protocol) {}
