package io.weir.policy.oracle;

import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The words that shapes are written in. */
final class DraftPolicy {
  static final SelectorFacts EVERYTHING = new SelectorFacts(Map.of(), List.of());

  private DraftPolicy() {}

  /** About all pods of the namespace; isolates for ingress. */
  static NetworkPolicyFacts ingress(String namespace, String name, Rule... rules) {
    return policy(namespace, name, EVERYTHING, List.of("Ingress"), List.of(rules), List.of());
  }

  /** About all pods of the namespace; isolates for egress. */
  static NetworkPolicyFacts egress(String namespace, String name, Rule... rules) {
    return policy(namespace, name, EVERYTHING, List.of("Egress"), List.of(), List.of(rules));
  }

  /** The same policy for the pods with that label only. */
  static NetworkPolicyFacts about(String key, String value, NetworkPolicyFacts policy) {
    return policy(
        policy.name().namespace(),
        policy.name().name(),
        label(key, value),
        policy.policyTypes(),
        policy.ingress(),
        policy.egress());
  }

  /** {@code about("pod", name, policy)}. */
  static NetworkPolicyFacts about(String pod, NetworkPolicyFacts policy) {
    return about("pod", pod, policy);
  }

  static NetworkPolicyFacts policy(
      String namespace,
      String name,
      SelectorFacts pods,
      List<String> types,
      List<Rule> ingress,
      List<Rule> egress) {
    return new NetworkPolicyFacts(
        PolicyName.networkPolicy(namespace, name),
        namespace + "-" + name,
        Optional.of(pods),
        types,
        ingress,
        egress,
        false);
  }

  /** Everything. */
  static Rule all() {
    return new Rule(List.of(), List.of());
  }

  /** From or to any of these, every port. */
  static Rule peers(Peer... peers) {
    return new Rule(List.of(peers), List.of());
  }

  static Rule ports(Port... ports) {
    return new Rule(List.of(), List.of(ports));
  }

  static Rule rule(Peer peer, Port... ports) {
    return new Rule(List.of(peer), List.of(ports));
  }

  static Peer pods(SelectorFacts pods) {
    return new Peer(Optional.of(pods), Optional.empty(), Optional.empty());
  }

  static Peer namespaces(SelectorFacts namespaces) {
    return new Peer(Optional.empty(), Optional.of(namespaces), Optional.empty());
  }

  /** In one item: pods that match in namespaces that match. */
  static Peer both(SelectorFacts namespaces, SelectorFacts pods) {
    return new Peer(Optional.of(pods), Optional.of(namespaces), Optional.empty());
  }

  static Peer block(String cidr, String... except) {
    return new Peer(
        Optional.empty(), Optional.empty(), Optional.of(new IpBlock(cidr, List.of(except))));
  }

  static Port port(Protocol protocol, int number) {
    return new Port(protocol.name(), "" + number, true, Optional.empty());
  }

  static Port ports(Protocol protocol, int first, int last) {
    return new Port(protocol.name(), "" + first, true, Optional.of(last));
  }

  static Port every(Protocol protocol) {
    return new Port(protocol.name(), "", false, Optional.empty());
  }

  static Port named(Protocol protocol, String name) {
    return new Port(protocol.name(), name, false, Optional.empty());
  }

  static SelectorFacts label(String key, String value) {
    return new SelectorFacts(Map.of(key, value), List.of());
  }

  static SelectorFacts expression(String key, String operator, String... values) {
    return new SelectorFacts(
        Map.of(), List.of(new SelectorFacts.Requirement(key, operator, List.of(values))));
  }

  /** All of them must hold. */
  static SelectorFacts all(SelectorFacts... selectors) {
    return new SelectorFacts(
        Map.of(), Stream.of(selectors).flatMap(s -> s.matchExpressions().stream()).toList());
  }
}
