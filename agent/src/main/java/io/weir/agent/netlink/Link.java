package io.weir.agent.netlink;

import io.weir.agent.model.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An interface, as RTM_NEWLINK tells it.
 *
 * @param kind {@code veth}, {@code bridge} and so on; empty for hardware
 * @param peer of a veth, the index of its other end, in that end's namespace; 0 for none
 * @param peerNamespace the id of that namespace; empty where it is the interface's own
 * @param mac empty where the interface is no Ethernet
 */
record Link(
    int index,
    String name,
    String kind,
    int peer,
    OptionalInt peerNamespace,
    Optional<MacAddress> mac) {

  /** Whether it is one end of a pair whose other end is in another namespace. */
  boolean leadsElsewhere() {
    return kind.equals("veth") && peer != 0 && peerNamespace.isPresent();
  }
}
