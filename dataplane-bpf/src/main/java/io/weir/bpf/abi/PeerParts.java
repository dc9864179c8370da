package io.weir.bpf.abi;

/** {@code struct peer_parts} in workload_abi.h. What is known of an address; 0 = no part. */
@BpfStruct("peer_parts")
public record PeerParts(int podPart, int namespacePart, int flags, int tag) {
  /** The entry of {@code address}: programs take no other one for it. */
  public static PeerParts of(Address address, int podPart, int namespacePart, int flags) {
    return new PeerParts(podPart, namespacePart, flags, (int) address.low());
  }
}
