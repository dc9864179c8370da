package io.weir.agent.compile;

import io.weir.agent.model.PodLink;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.model.PodFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A pod's interface as map entry.
 *
 * @param checkSource what leaves a pod must carry its own addresses
 * @param nanos CLOCK_MONOTONIC: from when on flows are known
 */
public record EndpointCompiler(boolean checkSource, LongSupplier nanos) {
  private static final Address NO_ADDRESS = new Address(0, 0);

  /**
   * @param pod empty while nobody is known to have the interface's addresses
   * @param installed what the kernel has for this interface: a change of sets raises its epoch
   */
  public Endpoint compile(
      PodLink link, Optional<PodFacts> pod, EndpointPolicy policy, Optional<Endpoint> installed) {
    boolean same = installed.filter(e -> policy(e).equals(policy)).isPresent();
    int epoch = installed.map(Endpoint::epoch).orElse(0) + (same ? 0 : 1);
    return new Endpoint(
        address(pod, Family.IPV4),
        address(pod, Family.IPV6),
        enforcedSince(policy, installed),
        policy.ingress(),
        policy.egress(),
        policy.auditIngress(),
        policy.auditEgress(),
        epoch,
        checkSource && pod.isPresent() ? PolicyFlags.ENDPOINT_CHECK_SOURCE : 0,
        link.mac().bits(),
        link.ifindex());
  }

  /** Now, when the endpoint gets its first set. */
  private long enforcedSince(EndpointPolicy policy, Optional<Endpoint> installed) {
    boolean before = installed.filter(e -> enforced(policy(e))).isPresent();
    if (!enforced(policy)) {
      return 0;
    }
    return before ? installed.get().enforcedSince() : nanos.getAsLong();
  }

  private static boolean enforced(EndpointPolicy policy) {
    return !policy.equals(EndpointPolicy.OPEN);
  }

  private static Address address(Optional<PodFacts> pod, Family family) {
    return pod.stream()
        .flatMap(p -> p.addresses().stream())
        .filter(a -> a.family() == family)
        .findFirst()
        .map(AbiAddress::of)
        .orElse(NO_ADDRESS);
  }

  /** Whether the kernel's entry was made for this pod: what is in force may stay so. */
  public boolean isOf(Endpoint entry, Optional<PodFacts> pod) {
    return entry.ipv4().equals(address(pod, Family.IPV4))
        && entry.ipv6().equals(address(pod, Family.IPV6));
  }

  /** An address of the pod that the entry was made for; empty where it was for none. */
  public Optional<IpAddress> address(Endpoint entry) {
    return Stream.of(entry.ipv4(), entry.ipv6())
        .filter(a -> !a.equals(NO_ADDRESS))
        .map(a -> new IpAddress(a.high(), a.low()))
        .findFirst();
  }

  /** The sets of a map entry. */
  public static EndpointPolicy policy(Endpoint entry) {
    return new EndpointPolicy(
        entry.ingressSet(), entry.egressSet(), entry.auditIngressSet(), entry.auditEgressSet());
  }
}
