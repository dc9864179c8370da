package io.weir.bpf.abi;

/** {@code struct address} in abi.h. 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
@BpfStruct("address")
public record Address(long high, long low) {}
