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

/** One NetworkPolicy, as networking.k8s.io/v1 describes its fields. Broken pieces match nothing. */
record NaiveNetworkPolicy(Cluster cluster, NetworkPolicyFacts policy) {

  static List<Rule> rules(NetworkPolicyFacts policy, Direction direction) {
    boolean readable = NaiveText.readable(List.of(policy.podSelector()));
    if (!readable) {
      return List.of();
    }
    return direction == Direction.INGRESS ? policy.ingress() : policy.egress();
  }

  /** A subject that cannot be read is every pod of the namespace, and nothing is allowed it. */
  static boolean selects(NetworkPolicyFacts policy, PodFacts pod) {
    return policy.name().namespace().equals(pod.name().namespace())
        && (!NaiveText.readable(List.of(policy.podSelector()))
            || NaiveText.matches(policy.podSelector(), pod.labels()));
  }

  static boolean isolates(NetworkPolicyFacts policy, Direction direction) {
    List<String> types = policy.policyTypes();
    if (types.isEmpty()) {
      return direction == Direction.INGRESS || !policy.egress().isEmpty();
    }
    boolean known = types.contains("Ingress") || types.contains("Egress");
    return !known || types.contains(direction == Direction.INGRESS ? "Ingress" : "Egress");
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
    if (!selectors
        || remote.pod().isEmpty()
        || !NaiveText.readable(List.of(peer.podSelector(), peer.namespaceSelector()))) {
      return false;
    }
    PodFacts other = remote.pod().get();
    String namespace = other.name().namespace();
    boolean there =
        peer.namespaceSelector().isPresent()
            ? NaiveText.matches(peer.namespaceSelector(), cluster.namespaceLabels(namespace))
            : namespace.equals(policy.name().namespace());
    return there && NaiveText.matches(peer.podSelector(), other.labels());
  }

  private static boolean block(IpBlock block, Remote remote) {
    return NaiveText.block(block.cidr()).filter(c -> c.has(remote.address())).isPresent()
        && block.except().stream().allMatch(e -> NaiveText.block(e).isPresent())
        && block.except().stream()
            .noneMatch(e -> NaiveText.block(e).orElseThrow().has(remote.address()));
  }

  private static boolean port(Port port, Packet packet, Optional<PodFacts> destination) {
    String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
    Optional<Protocol> known =
        List.of(Protocol.values()).stream().filter(p -> p.name().equals(protocol)).findFirst();
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
