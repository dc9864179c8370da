package io.weir.agent.model;

import io.weir.values.IpAddress;
import java.util.Set;

/**
 * An interface of the node that leads into another network namespace, with what that namespace says
 * is at its far end. A process there that may configure it can make this say what it likes: what a
 * pod may do is not to be decided by it, only which interface a new pod has.
 *
 * @param ifindex of the node's end, in the agent's network namespace
 * @param incarnation differs between two interfaces that had the same index one after the other:
 *     the programs of the former one are gone. After news were lost it may be new although the
 *     interface is not: to attach again is right in both cases, to detach first in none
 * @param name of the node's end
 * @param mac of the far end
 * @param hostMac of the node's end
 * @param addresses of the far end, of both families, link-local ones left out; empty until the CNI
 *     has given some
 */
public record PodLink(
    int ifindex,
    long incarnation,
    String name,
    MacAddress mac,
    MacAddress hostMac,
    Set<IpAddress> addresses) {
  public PodLink {
    addresses = Set.copyOf(addresses);
  }
}
