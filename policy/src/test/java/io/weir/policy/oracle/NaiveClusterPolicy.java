package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Peer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Port;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.policy.oracle.NaivePolicies.Remote;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One ClusterNetworkPolicy, as policy.networking.k8s.io/v1alpha2 describes its fields. An Accept
 * must match for sure; a Deny may match by what cannot be read; a Pass with something in it that
 * cannot be read is a Deny, and so is an action that nobody knows.
 */
final class NaiveClusterPolicy {
  private final Cluster cluster;
  private final ClusterNetworkPolicyFacts policy;
  private final List<Remote> known;
  private final List<Optional<String>> ingress;
  private final List<Optional<String>> egress;

  /**
   * @param known every address that a pod has
   */
  NaiveClusterPolicy(Cluster cluster, ClusterNetworkPolicyFacts policy, List<Remote> known) {
    this.cluster = cluster;
    this.policy = policy;
    this.known = known;
    this.ingress = policy.ingress().stream().map(this::action).toList();
    this.egress = policy.egress().stream().map(this::action).toList();
  }

  PolicyName name() {
    return policy.name();
  }

  int rules(Direction direction) {
    return actions(direction).size();
  }

  /** Of each rule of the direction; empty where it does not count. */
  private List<Optional<String>> actions(Direction direction) {
    return direction == Direction.INGRESS ? ingress : egress;
  }

  /** Whether it is clear where it stands and whom it is about; else only its Deny rules count. */
  static boolean placed(ClusterNetworkPolicyFacts policy) {
    Subject subject = policy.subject();
    return List.of("Admin", "Baseline").contains(policy.tier())
        && policy.priority().isPresent()
        && subject.namespaces().isPresent() != subject.pods().isPresent()
        && NaiveText.readable(subject.namespaces())
        && subject.pods().stream()
            .allMatch(p -> NaiveText.readable(p.namespaceSelector(), p.podSelector()));
  }

  /** Where it is not clear it is an Admin policy before the others. */
  static boolean admin(ClusterNetworkPolicyFacts policy) {
    return !policy.tier().equals("Baseline");
  }

  static int priority(ClusterNetworkPolicyFacts policy) {
    return Math.clamp(policy.priority().orElse(0), 0, 1000);
  }

  boolean selects(PodFacts pod) {
    Subject subject = policy.subject();
    return subject.namespaces().isPresent() == subject.pods().isPresent()
        || subject.namespaces().stream().anyMatch(n -> inNamespaces(n, pod) != Sure.NO)
        || subject.pods().stream().anyMatch(p -> pods(p, pod) != Sure.NO);
  }

  /** Whether any of its rules counts in that direction. */
  boolean says(Direction direction) {
    return actions(direction).stream().anyMatch(Optional::isPresent);
  }

  /** What the rule says to the packet: Accept, Deny or Pass; empty where it does not match. */
  Optional<String> action(int index, PodFacts pod, Packet packet, Remote remote) {
    boolean in = packet.direction() == Direction.INGRESS;
    Rule rule = (in ? policy.ingress() : policy.egress()).get(index);
    Sure matches =
        rule.peers().isEmpty()
            ? matches(rule, r -> Sure.MAYBE, pod, packet, remote)
            : Sure.any(rule.peers(), p -> matches(rule, r -> peer(p, r), pod, packet, remote));
    return actions(packet.direction())
        .get(index)
        .filter(a -> matches == Sure.YES || a.equals("Deny") && matches == Sure.MAYBE);
  }

  private Optional<String> action(Rule rule) {
    boolean readable =
        !rule.peers().isEmpty()
            && rule.peers().stream().allMatch(NaiveClusterPolicy::readable)
            && rule.protocols().stream().allMatch(NaiveClusterPolicy::readable);
    String action =
        switch (rule.action()) {
          case "Accept" -> "Accept";
          case "Pass" -> readable ? "Pass" : "Deny";
          default -> "Deny";
        };
    return Optional.of(action).filter(a -> placed(policy) || a.equals("Deny"));
  }

  private Sure peer(Peer peer, Remote remote) {
    if (fields(peer) != 1 || !peer.domainNames().isEmpty()) {
      return Sure.MAYBE;
    }
    if (!peer.networks().isEmpty()) {
      return Sure.any(
          peer.networks(),
          n -> NaiveText.block(n).map(b -> Sure.of(b.has(remote.address()))).orElse(Sure.MAYBE));
    }
    if (peer.nodes().isPresent()) {
      return Sure.any(remote.nodes(), n -> NaiveText.matches(peer.nodes(), n.labels()));
    }
    if (remote.unknown()) {
      return Sure.MAYBE;
    }
    return remote
        .pod()
        .map(other ->
            peer.namespaces().isPresent()
                ? inNamespaces(peer.namespaces().get(), other)
                : pods(peer.pods().orElseThrow(), other))
        .orElse(Sure.NO);
  }

  /** The rule as if it had one peer only. */
  private Sure matches(
      Rule rule, Function<Remote, Sure> peer, PodFacts pod, Packet packet, Remote remote) {
    Sure is = peer.apply(remote);
    boolean guessed =
        packet.direction() == Direction.EGRESS
            && remote.unknown()
            && rule.protocols().stream().noneMatch(NaiveClusterPolicy::mayBeAny);
    if (rule.protocols().isEmpty() || is == Sure.NO && !guessed) {
      return is;
    }
    return Sure.any(
        rule.protocols(),
        port ->
            guessed && port.name().isPresent() && readable(port)
                ? Sure.of(like(peer, port, packet)).and(Sure.MAYBE)
                : is.and(port(port, pod, packet, remote)));
  }

  /** A pod that nobody knows yet may be as any that the peer matches already. */
  private boolean like(Function<Remote, Sure> peer, Port port, Packet packet) {
    return known.stream()
        .anyMatch(other ->
            peer.apply(other) != Sure.NO
                && has(other.pod().orElseThrow(), port.name().orElseThrow(), packet));
  }

  private static boolean has(PodFacts pod, String name, Packet packet) {
    return pod.ports().stream()
        .anyMatch(p ->
            p.name().equals(name)
                && p.protocol().number() == packet.protocol()
                && p.number() == packet.port());
  }

  private static Sure port(Port port, PodFacts pod, Packet packet, Remote remote) {
    Optional<Protocol> protocol =
        Stream.of(Protocol.values()).filter(p -> p.name().equals(port.protocol())).findFirst();
    if (mayBeAny(port)) {
      return Sure.MAYBE;
    }
    if (!readable(port)) {
      return Sure.MAYBE.and(Sure.of(protocol.orElseThrow().number() == packet.protocol()));
    }
    if (port.name().isPresent()) {
      Optional<PodFacts> destination =
          packet.direction() == Direction.INGRESS ? Optional.of(pod) : remote.pod();
      return Sure.of(destination.filter(d -> has(d, port.name().get(), packet)).isPresent());
    }
    int first = port.number().or(port::start).orElseThrow();
    int last = port.number().or(port::end).orElseThrow();
    return Sure.of(
        protocol.orElseThrow().number() == packet.protocol()
            && packet.port() >= first
            && packet.port() <= last);
  }

  private Sure inNamespaces(SelectorFacts selector, PodFacts pod) {
    return NaiveText.matches(selector, cluster.namespaceLabels(pod.name().namespace()));
  }

  private Sure pods(PodsPeer peer, PodFacts pod) {
    return NaiveText.matches(
            peer.namespaceSelector(), cluster.namespaceLabels(pod.name().namespace()))
        .and(NaiveText.matches(peer.podSelector(), pod.labels()));
  }

  private static long fields(Peer peer) {
    return Stream.of(
            peer.namespaces().isPresent(),
            peer.pods().isPresent(),
            !peer.networks().isEmpty(),
            peer.nodes().isPresent(),
            !peer.domainNames().isEmpty())
        .filter(is -> is)
        .count();
  }

  /** Exactly one field of those that are known; names of domains are not supported. */
  private static boolean readable(Peer peer) {
    return fields(peer) == 1
        && peer.domainNames().isEmpty()
        && NaiveText.readable(peer.namespaces(), peer.nodes())
        && peer.pods().stream()
            .allMatch(p -> NaiveText.readable(p.namespaceSelector(), p.podSelector()))
        && peer.networks().stream().allMatch(n -> NaiveText.block(n).isPresent());
  }

  /** Nobody can tell even the protocol. */
  private static boolean mayBeAny(Port port) {
    boolean known = Stream.of(Protocol.values()).anyMatch(p -> p.name().equals(port.protocol()));
    return !readable(port) && (port.name().isPresent() || !known);
  }

  private static boolean readable(Port port) {
    boolean ranged = port.start().isPresent() || port.end().isPresent();
    if (port.name().isPresent()) {
      return port.protocol().isEmpty() && port.number().isEmpty() && !ranged;
    }
    int first = port.number().or(port::start).orElse(0);
    int last = port.number().or(port::end).orElse(0);
    return port.number().isPresent() != ranged
        && first >= 1
        && first <= last
        && last <= 65535
        && Stream.of(Protocol.values()).anyMatch(p -> p.name().equals(port.protocol()));
  }
}
