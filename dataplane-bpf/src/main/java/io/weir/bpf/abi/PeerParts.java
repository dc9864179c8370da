package io.weir.bpf.abi;

/** {@code struct peer_parts} in workload_abi.h. What is known of an address; 0 = no part. */
@BpfStruct("peer_parts")
public record PeerParts(int podPart, int namespacePart, int flags) {}
