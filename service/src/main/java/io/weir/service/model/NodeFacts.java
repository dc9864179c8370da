package io.weir.service.model;

import io.weir.values.IpAddress;
import java.util.List;

/**
 * Our own node.
 *
 * @param zone label topology.kubernetes.io/zone, "" where absent
 * @param addresses status.addresses that are IPs: InternalIPs first, then ExternalIPs
 */
public record NodeFacts(String name, String zone, List<IpAddress> addresses) {
  public NodeFacts {
    addresses = List.copyOf(addresses);
  }
}
