package io.weir.policy.model;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.Map;

/**
 * A node as policies see it.
 *
 * @param addresses every IP of status.addresses
 * @param podRanges spec.podCIDRs: an address in it that nobody is known to have is a pod's
 */
public record NodeFacts(
    String name, Map<String, String> labels, List<IpAddress> addresses, List<IpPrefix> podRanges) {
  public NodeFacts {
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
    podRanges = List.copyOf(podRanges);
  }
}
