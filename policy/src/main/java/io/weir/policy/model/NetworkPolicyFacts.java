package io.weir.policy.model;

import java.util.List;
import java.util.Optional;

/**
 * networking.k8s.io/v1 NetworkPolicy as the API server said it, unjudged. An absent list and an
 * empty one mean the same everywhere but in {@code policyTypes}, where both are defaulted.
 *
 * @param podSelector absent = every pod of the namespace
 * @param audit annotation {@code weir.io/policy-mode} is "audit": told, not enforced
 */
public record NetworkPolicyFacts(
    PolicyName name,
    String uid,
    Optional<SelectorFacts> podSelector,
    List<String> policyTypes,
    List<Rule> ingress,
    List<Rule> egress,
    boolean audit) {
  public NetworkPolicyFacts {
    policyTypes = List.copyOf(policyTypes);
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }

  /**
   * @param peers {@code from} or {@code to}; empty = any peer
   * @param ports empty = any port of any protocol
   */
  public record Rule(List<Peer> peers, List<Port> ports) {
    public Rule {
      peers = List.copyOf(peers);
      ports = List.copyOf(ports);
    }
  }

  /** Nothing set: a peer that matches nothing. */
  public record Peer(
      Optional<SelectorFacts> podSelector,
      Optional<SelectorFacts> namespaceSelector,
      Optional<IpBlock> ipBlock) {}

  public record IpBlock(String cidr, List<String> except) {
    public IpBlock {
      except = List.copyOf(except);
    }
  }

  /**
   * @param protocol empty = TCP
   * @param port a number or a name as text; empty = every port of the protocol
   * @param numeric whether {@code port} came as a number
   */
  public record Port(String protocol, String port, boolean numeric, Optional<Integer> endPort) {}
}
