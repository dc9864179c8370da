package io.weir.agent.model;

import io.weir.values.IpAddress;
import java.util.Set;

/**
 * An interface of the node itself.
 *
 * @param addresses that others can reach the node at
 */
public record NodeInterface(int ifindex, String name, Set<IpAddress> addresses) {
  public NodeInterface {
    addresses = Set.copyOf(addresses);
  }
}
