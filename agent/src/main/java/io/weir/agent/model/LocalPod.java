package io.weir.agent.model;

import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.List;

/**
 * A pod bound to our node that is not finished (Succeeded and Failed pods are reported as deleted).
 *
 * @param addresses status.podIPs; empty for hostNetwork pods and until the CNI has given some
 * @param socketLoadBalancing false when its annotation {@code weir.io/socket-lb} is "disabled"
 */
public record LocalPod(
    ObjectName name,
    String uid,
    boolean hostNetwork,
    List<IpAddress> addresses,
    boolean socketLoadBalancing) {
  public LocalPod {
    addresses = List.copyOf(addresses);
  }
}
