package io.weir.sandbox.net;

import io.weir.values.IpAddress;
import java.util.List;

/**
 * A pod's place in the network.
 *
 * @param namespace network namespace
 * @param uid of the Pod object: names the node's end of the veth
 * @param addresses one of each family, in the order of the node's prefixes
 */
public record PodNet(String namespace, String uid, List<IpAddress> addresses) {
  /** At most 15 characters, the kernel's limit; two pods of a node meet once in four billion. */
  String hostInterface() {
    return "veth" + "%08x".formatted(uid.hashCode());
  }

  /** A locally administered unicast address made of the pod's first address. */
  String mac() {
    long low = addresses.getFirst().low();
    return "0a:58:%02x:%02x:%02x:%02x"
        .formatted(low >>> 24 & 255, low >>> 16 & 255, low >>> 8 & 255, low & 255);
  }
}
