package io.weir.bpf.abi;

/**
 * {@code struct peer_row_key} in workload_abi.h. Which rules of a chunk a part matches is one row.
 */
@BpfStruct("peer_row_key")
public record PeerRowKey(int set, int part, int chunk, int kind) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PeerRowKey k
        && k.set == set
        && k.part == part
        && k.chunk == chunk
        && k.kind == kind;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * set + part) + chunk) + kind;
  }
}
