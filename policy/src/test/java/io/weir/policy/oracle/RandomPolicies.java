package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.PolicyName;
import java.util.List;
import java.util.Optional;

/** Policies of both kinds with every feature; a few pieces are ones that nobody can read. */
final class RandomPolicies {
  private final Pick pick;
  private final RandomFacts facts;

  RandomPolicies(Pick pick, RandomFacts facts) {
    this.pick = pick;
    this.facts = facts;
  }

  NetworkPolicyFacts networkPolicy(PolicyName name) {
    List<String> types =
        pick.of(
            List.of(
                List.of(),
                List.of("Ingress"),
                List.of("Egress"),
                List.of("Ingress", "Egress"),
                List.of("Egress", "Ingress")));
    return new NetworkPolicyFacts(
        name,
        name + "-uid",
        pick.maybe(75, facts::pods),
        types,
        pick.some(0, 3, this::rule),
        pick.some(0, 3, this::rule),
        pick.chance(12));
  }

  private NetworkPolicyFacts.Rule rule() {
    return new NetworkPolicyFacts.Rule(
        pick.chance(15) ? List.of() : pick.some(1, 3, this::peer),
        pick.chance(35) ? List.of() : pick.some(1, 3, this::port));
  }

  private NetworkPolicyFacts.Peer peer() {
    return switch (pick.below(12)) {
      case 0, 1, 2 -> peer(Optional.of(facts.pods()), Optional.empty());
      case 3, 4, 5 -> peer(Optional.empty(), Optional.of(facts.namespaces()));
      case 6, 7 -> peer(Optional.of(facts.pods()), Optional.of(facts.namespaces()));
      case 8, 9, 10 ->
          new NetworkPolicyFacts.Peer(Optional.empty(), Optional.empty(), Optional.of(block()));
      default ->
          new NetworkPolicyFacts.Peer(
              Optional.empty(), pick.maybe(10, facts::namespaces), pick.maybe(80, this::block));
    };
  }

  private static NetworkPolicyFacts.Peer peer(
      Optional<io.weir.policy.model.SelectorFacts> pods,
      Optional<io.weir.policy.model.SelectorFacts> namespaces) {
    return new NetworkPolicyFacts.Peer(pods, namespaces, Optional.empty());
  }

  private IpBlock block() {
    String cidr = facts.cidr();
    return new IpBlock(cidr, pick.some(0, pick.of(0, 1, 3), () -> facts.except(cidr)));
  }

  private NetworkPolicyFacts.Port port() {
    String protocol =
        pick.of("", "TCP", "TCP", "UDP", "UDP", "SCTP", pick.of("tcp", "ICMP", "SCTP"));
    return switch (pick.below(10)) {
      case 0, 1 -> new NetworkPolicyFacts.Port(protocol, "", false, Optional.empty());
      case 2, 3, 4 ->
          new NetworkPolicyFacts.Port(
              protocol, pick.of(RandomFacts.PORT_NAMES), false, pick.maybe(5, () -> 90));
      case 5, 6, 7 -> numbered(protocol, pick.of(RandomFacts.PORTS), Optional.empty());
      case 8 ->
          numbered(protocol, pick.of(RandomFacts.PORTS), Optional.of(pick.of(RandomFacts.PORTS)));
      default ->
          numbered(
              protocol,
              pick.of(0, 1, 1, 50, 70, 65536),
              Optional.of(pick.of(65535, 65535, 85, 70000)));
    };
  }

  private static NetworkPolicyFacts.Port numbered(
      String protocol, int number, Optional<Integer> end) {
    return new NetworkPolicyFacts.Port(protocol, "" + number, true, end);
  }

  ClusterNetworkPolicyFacts clusterPolicy(PolicyName name) {
    return new ClusterNetworkPolicyFacts(
        name,
        name + "-uid",
        1,
        pick.chance(1) ? "" : pick.of("Admin", "Admin", "Baseline"),
        pick.maybe(99, () -> pick.of(0, 1, 5, 5, 10, 1000, 1001, -1)),
        subject(),
        pick.some(0, 3, () -> clusterRule(false)),
        pick.some(0, 3, () -> clusterRule(true)),
        pick.chance(12));
  }

  private Subject subject() {
    if (pick.chance(1)) {
      return new Subject(Optional.empty(), Optional.empty());
    }
    boolean namespaces = pick.chance(50);
    return new Subject(
        namespaces ? Optional.of(facts.namespaces()) : Optional.empty(),
        namespaces ? Optional.empty() : Optional.of(podsPeer()));
  }

  private PodsPeer podsPeer() {
    return new PodsPeer(pick.maybe(90, facts::namespaces), pick.maybe(90, facts::pods));
  }

  private ClusterNetworkPolicyFacts.Rule clusterRule(boolean egress) {
    return new ClusterNetworkPolicyFacts.Rule(
        pick.of("", "one", "two"),
        pick.chance(1) ? pick.of("Allow", "") : pick.of("Accept", "Deny", "Pass"),
        pick.some(1, 2, () -> clusterPeer(egress)),
        pick.chance(45) ? List.of() : pick.some(1, 3, this::clusterPort));
  }

  private ClusterNetworkPolicyFacts.Peer clusterPeer(boolean egress) {
    if (pick.chance(2)) {
      return strange();
    }
    return switch (egress || pick.chance(5) ? pick.below(9) : pick.below(5)) {
      case 0, 1 -> clusterPeer(Optional.of(facts.namespaces()), Optional.empty(), List.of());
      case 2, 3, 4 -> clusterPeer(Optional.empty(), Optional.of(podsPeer()), List.of());
      case 5, 6, 7 -> clusterPeer(Optional.empty(), Optional.empty(), pick.some(1, 3, facts::cidr));
      default -> nodes();
    };
  }

  private ClusterNetworkPolicyFacts.Peer nodes() {
    return new ClusterNetworkPolicyFacts.Peer(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(facts.selector("rack", "role")),
        List.of());
  }

  /** Of a newer API, of two kinds at once, or of a kind that is not supported. */
  private ClusterNetworkPolicyFacts.Peer strange() {
    return new ClusterNetworkPolicyFacts.Peer(
        pick.maybe(30, facts::namespaces),
        pick.maybe(30, this::podsPeer),
        List.of(),
        Optional.empty(),
        pick.chance(50) ? List.of("*.example.com") : List.of());
  }

  private static ClusterNetworkPolicyFacts.Peer clusterPeer(
      Optional<io.weir.policy.model.SelectorFacts> namespaces,
      Optional<PodsPeer> pods,
      List<String> networks) {
    return new ClusterNetworkPolicyFacts.Peer(
        namespaces, pods, networks, Optional.empty(), List.of());
  }

  private ClusterNetworkPolicyFacts.Port clusterPort() {
    String protocol = pick.of("TCP", "UDP", "SCTP");
    return switch (pick.below(30)) {
      case 0 -> clusterPort("", Optional.empty(), Optional.empty(), Optional.empty());
      case 1, 2, 3, 4, 5 ->
          clusterPort(protocol, Optional.empty(), Optional.of(1), Optional.of(65535));
      case 6, 7, 8, 9 ->
          clusterPort(
              protocol,
              Optional.empty(),
              Optional.of(pick.of(1, 53, 80, 443)),
              Optional.of(pick.of(80, 90, 8081, 65535)));
      case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ->
          new ClusterNetworkPolicyFacts.Port(
              "",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(pick.of(RandomFacts.PORT_NAMES)));
      default ->
          clusterPort(
              protocol,
              Optional.of(pick.of(RandomFacts.PORTS)),
              Optional.empty(),
              Optional.empty());
    };
  }

  private static ClusterNetworkPolicyFacts.Port clusterPort(
      String protocol, Optional<Integer> number, Optional<Integer> start, Optional<Integer> end) {
    return new ClusterNetworkPolicyFacts.Port(protocol, number, start, end, Optional.empty());
  }
}
