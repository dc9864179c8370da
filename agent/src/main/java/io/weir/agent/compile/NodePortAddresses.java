package io.weir.agent.compile;

import io.weir.service.model.NodeFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which addresses of the node accept NodePorts (services.md FE-3; kube-proxy's nftables mode). */
public final class NodePortAddresses {
  private NodePortAddresses() {}

  /**
   * The accepted addresses, of both families.
   *
   * @param ranges empty for "primary": the first address of each family in the Node's status, or
   *     all local ones where it has none; else interface addresses inside a range, and all local
   *     ones of a family that no range names
   * @param local addresses of the node's interfaces, without loopback and link-local ones
   */
  public static Set<IpAddress> of(List<IpPrefix> ranges, NodeFacts node, Set<IpAddress> local) {
    Set<IpAddress> accepted = new TreeSet<>();
    for (Family family : Family.values()) {
      if (ranges.isEmpty()) {
        Optional<IpAddress> primary =
            node.addresses().stream().filter(a -> a.family() == family).findFirst();
        primary.ifPresentOrElse(accepted::add, () -> addAll(accepted, local, family));
      } else if (ranges.stream().noneMatch(r -> r.address().family() == family)) {
        addAll(accepted, local, family);
      } else {
        local.stream()
            .filter(a -> ranges.stream().anyMatch(r -> r.contains(a)))
            .filter(a -> a.family() == family)
            .forEach(accepted::add);
      }
    }
    return accepted;
  }

  private static void addAll(Set<IpAddress> accepted, Set<IpAddress> local, Family family) {
    local.stream().filter(a -> a.family() == family).forEach(accepted::add);
  }
}
