package io.weir.agent.model;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Node object by the addresses that other nodes reach it at.
 *
 * @param internal InternalIPs of its status, in their order
 * @param external ExternalIPs of its status, in their order
 */
public record PeerNode(String name, List<IpAddress> internal, List<IpAddress> external) {
  public PeerNode {
    internal = List.copyOf(internal);
    external = List.copyOf(external);
  }

  /** The first InternalIP of the family: where nodes of a cluster speak with one another. */
  public Optional<IpAddress> internal(Family family) {
    return internal.stream().filter(a -> a.family() == family).findFirst();
  }

  /** The address that answers on NodePorts: the first InternalIP, else the first ExternalIP. */
  public Optional<IpAddress> primary(Family family) {
    return Stream.concat(internal.stream(), external.stream())
        .filter(a -> a.family() == family)
        .findFirst();
  }
}
