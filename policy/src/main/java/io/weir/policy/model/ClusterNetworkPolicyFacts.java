package io.weir.policy.model;

import java.util.List;
import java.util.Optional;

/**
 * policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy as the API server said it, unjudged.
 *
 * @param priority absent where it was not a number
 * @param audit annotation {@code weir.io/policy-mode} is "audit": told, not enforced
 * @param generation metadata.generation, for the conditions
 */
public record ClusterNetworkPolicyFacts(
    PolicyName name,
    String uid,
    long generation,
    String tier,
    Optional<Integer> priority,
    Subject subject,
    List<Rule> ingress,
    List<Rule> egress,
    boolean audit) {
  public ClusterNetworkPolicyFacts {
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }

  /** Exactly one is to be set. */
  public record Subject(Optional<SelectorFacts> namespaces, Optional<PodsPeer> pods) {}

  /** An absent selector of the two is as an empty one: the schema requires both. */
  public record PodsPeer(
      Optional<SelectorFacts> namespaceSelector, Optional<SelectorFacts> podSelector) {}

  /**
   * @param protocols empty where absent: every protocol, ICMP included
   */
  public record Rule(String name, String action, List<Peer> peers, List<Port> protocols) {
    public Rule {
      peers = List.copyOf(peers);
      protocols = List.copyOf(protocols);
    }
  }

  /** Exactly one is to be set; none is a peer of a newer API than ours. */
  public record Peer(
      Optional<SelectorFacts> namespaces,
      Optional<PodsPeer> pods,
      List<String> networks,
      Optional<SelectorFacts> nodes,
      List<String> domainNames) {
    public Peer {
      networks = List.copyOf(networks);
      domainNames = List.copyOf(domainNames);
    }
  }

  /**
   * One of {@code protocols}: a transport protocol with a number or a range, or a port's name.
   *
   * @param protocol "TCP", "UDP", "SCTP"; "" for a named port or something unknown
   * @param number destinationPort.number
   * @param start destinationPort.range.start, with {@code end}
   * @param name destinationNamedPort; it carries no protocol
   */
  public record Port(
      String protocol,
      Optional<Integer> number,
      Optional<Integer> start,
      Optional<Integer> end,
      Optional<String> name) {}
}
