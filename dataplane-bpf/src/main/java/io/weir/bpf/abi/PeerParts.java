package io.weir.bpf.abi;

/** {@code struct peer_parts} in workload_abi.h. What is known of an address; 0 = no part. */
@BpfStruct("peer_parts")
public record PeerParts(int podPart, int namespacePart, int flags, int tag) {
  /** Of no address yet: {@link #of} says whose. */
  public PeerParts(int podPart, int namespacePart, int flags) {
    this(podPart, namespacePart, flags, 0);
  }

  /** The entry of this address: programs take no other one for it. */
  public PeerParts of(Address address) {
    return new PeerParts(podPart, namespacePart, flags, (int) address.low());
  }
}
