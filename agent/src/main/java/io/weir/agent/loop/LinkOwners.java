package io.weir.agent.loop;

import io.weir.agent.model.PodLink;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which interface is whose. The addresses at an interface's far end tell once: a process of the pod
 * may change them, and must neither escape its policies thereby nor get those of another pod. So
 * the address that an interface was first known by stays its own for as long as a pod has it, as
 * the API server says. Not thread-safe: the loop owns it.
 */
final class LinkOwners {
  private record Claim(long incarnation, IpAddress address) {}

  private final Map<Integer, Claim> claims = new HashMap<>();

  /**
   * The pods of those interfaces that have one.
   *
   * @param pods of this node
   * @param enforced the address of the pod that an interface is held by programs for, by whichever
   *     agent; asked of interfaces that have no owner yet
   */
  Map<Integer, PodFacts> match(
      Collection<PodLink> links,
      Collection<PodFacts> pods,
      Function<PodLink, Optional<IpAddress>> enforced) {
    Map<IpAddress, PodFacts> byAddress = byAddress(pods);
    Map<Integer, Claim> former = Map.copyOf(claims);
    Map<Integer, PodFacts> owners = new HashMap<>();
    claims.clear();
    for (PodLink link : links) {
      Stream.<Stream<IpAddress>>of(
              Stream.ofNullable(former.get(link.ifindex()))
                  .filter(claim -> claim.incarnation() == link.incarnation())
                  .map(Claim::address),
              enforced.apply(link).stream(),
              link.addresses().stream().sorted())
          .flatMap(addresses -> addresses)
          .filter(byAddress::containsKey)
          .findFirst()
          .ifPresent(address -> {
            claims.put(link.ifindex(), new Claim(link.incarnation(), address));
            owners.put(link.ifindex(), byAddress.get(address));
          });
    }
    return owners;
  }

  /** Of two pods with one address the newer has it, as the compiler decides. */
  private static Map<IpAddress, PodFacts> byAddress(Collection<PodFacts> pods) {
    Map<IpAddress, PodFacts> owners = new HashMap<>();
    for (PodFacts pod : pods) {
      if (!pod.hostNetwork()) {
        pod.addresses().forEach(a -> owners.merge(a, pod, PodFacts::newer));
      }
    }
    return owners;
  }
}
