package io.weir.bpf.abi;

/**
 * {@code struct local_pod} in wire_abi.h. A pod of this node and the interface that leads to it;
 * MACs as numbers, the first byte highest.
 */
@BpfStruct("local_pod")
public record LocalPod(int tag, int ifindex, long mac, long hostMac) {
  /** The entry of {@code address}: programs take no other one for it. */
  public static LocalPod of(Address address, int ifindex, long mac, long hostMac) {
    return new LocalPod((int) address.low(), ifindex, mac, hostMac);
  }
}
