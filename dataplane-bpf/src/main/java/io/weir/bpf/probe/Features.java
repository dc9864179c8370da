package io.weir.bpf.probe;

/**
 * What this kernel can do beyond 5.15, asked of the kernel itself and not of its version.
 *
 * @param setRetval bpf_set_retval in sock_addr programs: a refused connect can say ECONNREFUSED
 * @param sockDestroy the kfunc bpf_sock_destroy
 * @param udpIterator iterator programs over UDP sockets
 * @param socketStorageInIterators bpf_sk_storage_get in iterator programs
 * @param batch batch commands on hash maps
 * @param mmapableArrays array maps mapped into user space
 * @param tcx TCX links
 * @param checksumsOfIpv6 bpf_l4_csum_replace knows BPF_F_IPV6
 * @param netfilterFlows the kfunc bpf_skb_ct_lookup, where conntrack is no module
 */
public record Features(
    boolean setRetval,
    boolean sockDestroy,
    boolean udpIterator,
    boolean socketStorageInIterators,
    boolean batch,
    boolean mmapableArrays,
    boolean tcx,
    boolean checksumsOfIpv6,
    boolean netfilterFlows) {

  /** Probed once for the life of the process; needs CAP_BPF and CAP_NET_ADMIN. */
  public static Features get() {
    return Held.FEATURES;
  }

  private static final class Held {
    static final Features FEATURES = Probe.run();
  }
}
