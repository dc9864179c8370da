package io.weir.bpf.abi;

/**
 * {@code struct peer_row_key} in workload_abi.h. Which rules of a chunk a part matches is one row.
 */
@BpfStruct("peer_row_key")
public record PeerRowKey(int set, int part, int chunk, int kind) {}
