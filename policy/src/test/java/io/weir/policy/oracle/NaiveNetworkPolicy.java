package io.weir.policy.oracle;

import io.weir.policy.model.Direction;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.PodFacts;
import io.weir.policy.oracle.NaivePolicies.Remote;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One NetworkPolicy, as networking.k8s.io/v1 describes its fields. Every rule accepts, so a piece
 * that cannot be read matches nothing.
 */
record NaiveNetworkPolicy(Cluster cluster, NetworkPolicyFacts policy) {

  /** None where it is not sure whom they are for. */
  static List<Rule> rules(NetworkPolicyFacts policy, Direction direction) {
    if (!NaiveText.readable(policy.podSelector())) {
      return List.of();
    }
    return direction == Direction.INGRESS ? policy.ingress() : policy.egress();
  }

  /** Whom it may be about is isolated. */
  static boolean selects(NetworkPolicyFacts policy, PodFacts pod) {
    return policy.name().namespace().equals(pod.name().namespace())
        && NaiveText.matches(policy.podSelector(), pod.labels()) != Sure.NO;
  }

  /** A type that nobody knows may be this one. */
  static boolean isolates(NetworkPolicyFacts policy, Direction direction) {
    List<String> types = policy.policyTypes();
    if (types.isEmpty()) {
      return direction == Direction.INGRESS || !policy.egress().isEmpty();
    }
    String other = direction == Direction.INGRESS ? "Egress" : "Ingress";
    return types.stream().anyMatch(type -> !type.equals(other));
  }

  boolean allows(int index, PodFacts pod, Packet packet, Remote remote) {
    Rule rule = rules(policy, packet.direction()).get(index);
    Optional<PodFacts> destination =
        packet.direction() == Direction.INGRESS ? Optional.of(pod) : remote.pod();
    return (rule.peers().isEmpty() || rule.peers().stream().anyMatch(p -> peer(p, remote)))
        && (rule.ports().isEmpty()
            || rule.ports().stream().anyMatch(p -> port(p, packet, destination)));
  }

  private boolean peer(Peer peer, Remote remote) {
    boolean selectors = peer.podSelector().isPresent() || peer.namespaceSelector().isPresent();
    if (peer.ipBlock().isPresent()) {
      return !selectors && block(peer.ipBlock().get(), remote);
    }
    if (!selectors || remote.pod().isEmpty()) {
      return false;
    }
    PodFacts other = remote.pod().get();
    String namespace = other.name().namespace();
    Sure there =
        peer.namespaceSelector().isPresent()
            ? NaiveText.matches(peer.namespaceSelector(), cluster.namespaceLabels(namespace))
            : Sure.of(namespace.equals(policy.name().namespace()));
    return there.and(NaiveText.matches(peer.podSelector(), other.labels())) == Sure.YES;
  }

  /** Every except must be inside the cidr. */
  private static boolean block(IpBlock block, Remote remote) {
    Optional<NaiveText.Block> cidr = NaiveText.block(block.cidr());
    return cidr.filter(c -> c.has(remote.address())).isPresent()
        && block.except().stream()
            .map(NaiveText::block)
            .allMatch(
                e -> e.filter(b -> b.within(cidr.get()) && !b.has(remote.address())).isPresent());
  }

  private static boolean port(Port port, Packet packet, Optional<PodFacts> destination) {
    String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
    Optional<Protocol> known =
        Stream.of(Protocol.values()).filter(p -> p.name().equals(protocol)).findFirst();
    if (known.isEmpty() || known.get().number() != packet.protocol()) {
      return false;
    }
    if (port.port().isEmpty()) {
      return port.endPort().isEmpty();
    }
    if (port.numeric()) {
      int first = Integer.parseInt(port.port());
      int last = port.endPort().orElse(first);
      boolean valid = first >= 1 && last >= first && last <= 65535;
      return valid && packet.port() >= first && packet.port() <= last;
    }
    return port.endPort().isEmpty()
        && destination.stream()
            .flatMap(pod -> pod.ports().stream())
            .anyMatch(p ->
                p.name().equals(port.port())
                    && p.protocol() == known.get()
                    && p.number() == packet.port());
  }
}
