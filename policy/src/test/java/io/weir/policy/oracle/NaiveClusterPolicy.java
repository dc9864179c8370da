package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Peer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.PodsPeer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Port;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.SelectorFacts;
import io.weir.policy.oracle.NaivePolicies.Remote;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One ClusterNetworkPolicy, as policy.networking.k8s.io/v1alpha2 describes its fields. What cannot
 * be read is matched by no Accept, and by everything where the rule denies or passes, which then
 * denies.
 */
record NaiveClusterPolicy(Cluster cluster, ClusterNetworkPolicyFacts policy) {

  static List<Rule> rules(ClusterNetworkPolicyFacts policy, Direction direction) {
    return direction == Direction.INGRESS ? policy.ingress() : policy.egress();
  }

  /** A subject that cannot be read is every pod. */
  boolean selects(PodFacts pod) {
    Subject subject = policy.subject();
    return !readable(subject)
        || (subject.namespaces().isPresent()
            ? inNamespaces(subject.namespaces().get(), pod)
            : pods(subject.pods().get(), pod));
  }

  /** What the rule says to the packet: Accept, Deny or Pass; empty where it does not match. */
  Optional<String> action(int index, PodFacts pod, Packet packet, Remote remote) {
    Rule rule = rules(policy, packet.direction()).get(index);
    boolean wellKnown = List.of("Accept", "Deny", "Pass").contains(rule.action());
    boolean brokenPeers =
        rule.peers().isEmpty()
            || rule.peers().stream().anyMatch(p -> !readable(p, packet.direction()));
    boolean brokenPorts = rule.protocols().stream().anyMatch(p -> !readable(p));
    boolean accepts = rule.action().equals("Accept");
    boolean broken = brokenPeers || brokenPorts || !readable(policy.subject());
    String action = !wellKnown || broken && !accepts ? "Deny" : rule.action();
    boolean denies = action.equals("Deny");
    if (!readable(policy.subject()) && !rule.action().equals("Deny")) {
      return Optional.empty();
    }
    boolean peers =
        brokenPeers && !accepts
            || rule.peers().stream().anyMatch(p -> peer(p, packet.direction(), remote, denies));
    boolean ports =
        rule.protocols().isEmpty()
            || brokenPorts && !accepts
            || rule.protocols().stream().anyMatch(p -> port(p, pod, packet, remote));
    return peers && ports ? Optional.of(action) : Optional.empty();
  }

  private boolean peer(Peer peer, Direction direction, Remote remote, boolean denies) {
    if (!readable(peer, direction)) {
      return false;
    }
    if (!peer.networks().isEmpty()) {
      return peer.networks().stream()
          .anyMatch(n -> NaiveText.block(n).orElseThrow().has(remote.address()));
    }
    if (peer.nodes().isPresent()) {
      return remote.nodes().stream()
          .anyMatch(n -> NaiveText.matches(peer.nodes().get(), n.labels()));
    }
    if (remote.unknown()) {
      return denies;
    }
    return remote
        .pod()
        .filter(other ->
            peer.namespaces().isPresent()
                ? inNamespaces(peer.namespaces().get(), other)
                : pods(peer.pods().orElseThrow(), other))
        .isPresent();
  }

  private static boolean port(Port port, PodFacts pod, Packet packet, Remote remote) {
    if (!readable(port)) {
      return false;
    }
    if (port.name().isPresent()) {
      Stream<PodFacts> destination =
          packet.direction() == Direction.INGRESS ? Stream.of(pod) : remote.pod().stream();
      return destination
          .flatMap(d -> d.ports().stream())
          .anyMatch(p ->
              p.name().equals(port.name().get())
                  && p.protocol().number() == packet.protocol()
                  && p.number() == packet.port());
    }
    int first = port.number().or(port::start).orElseThrow();
    int last = port.number().or(port::end).orElseThrow();
    return Protocol.valueOf(port.protocol()).number() == packet.protocol()
        && packet.port() >= first
        && packet.port() <= last;
  }

  private boolean inNamespaces(SelectorFacts selector, PodFacts pod) {
    return NaiveText.matches(selector, cluster.namespaceLabels(pod.name().namespace()));
  }

  private boolean pods(PodsPeer peer, PodFacts pod) {
    return NaiveText.matches(
            peer.namespaceSelector(), cluster.namespaceLabels(pod.name().namespace()))
        && NaiveText.matches(peer.podSelector(), pod.labels());
  }

  private static boolean readable(Subject subject) {
    return subject.namespaces().isPresent() != subject.pods().isPresent()
        && subject.namespaces().stream().allMatch(NaiveText::readable)
        && subject.pods().stream().allMatch(NaiveClusterPolicy::readable);
  }

  private static boolean readable(PodsPeer peer) {
    return NaiveText.readable(List.of(peer.namespaceSelector(), peer.podSelector()));
  }

  /** Ingress knows pods only; names of domains are not supported. */
  private static boolean readable(Peer peer, Direction direction) {
    boolean networks = !peer.networks().isEmpty();
    boolean domains = !peer.domainNames().isEmpty();
    long set =
        Stream.of(
                peer.namespaces().isPresent(),
                peer.pods().isPresent(),
                networks,
                peer.nodes().isPresent(),
                domains)
            .filter(is -> is)
            .count();
    return set == 1
        && !domains
        && (direction == Direction.EGRESS || !networks && peer.nodes().isEmpty())
        && peer.namespaces().stream().allMatch(NaiveText::readable)
        && peer.nodes().stream().allMatch(NaiveText::readable)
        && peer.pods().stream().allMatch(NaiveClusterPolicy::readable)
        && peer.networks().stream().allMatch(n -> NaiveText.block(n).isPresent());
  }

  private static boolean readable(Port port) {
    if (port.name().isPresent()) {
      return port.protocol().isEmpty()
          && port.number().isEmpty()
          && port.start().isEmpty()
          && port.end().isEmpty();
    }
    boolean number = port.number().filter(n -> n >= 1 && n <= 65535).isPresent();
    boolean range =
        port.start().isPresent()
            && port.end().isPresent()
            && port.start().get() >= 1
            && port.start().get() < port.end().get()
            && port.end().get() <= 65535;
    boolean one =
        port.number().isPresent()
            ? number && port.start().isEmpty() && port.end().isEmpty()
            : range;
    return one && Stream.of(Protocol.values()).anyMatch(p -> p.name().equals(port.protocol()));
  }
}
