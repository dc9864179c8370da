package io.weir.policy.compile;

import io.weir.policy.model.Action;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small cluster for tests: objects in few words, and a compiler that follows it. */
final class World {
  static final String NODE = "n1";
  static final int TCP = Protocol.TCP.number();

  final PolicyCompiler compiler = new PolicyCompiler(NODE);
  final PolicyTables tables = new PolicyTables();

  PolicyDelta drain() {
    PolicyDelta delta = compiler.drain();
    tables.apply(delta);
    return delta;
  }

  static ObjectName name(String text) {
    return new ObjectName(text.split("/")[0], text.split("/")[1]);
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  static IpPrefix cidr(String text) {
    return IpPrefix.parse(text).orElseThrow();
  }

  /** {@code app=web,tier=front}; empty for none. */
  static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    for (String label : text.isEmpty() ? new String[0] : text.split(",")) {
      labels.put(label.split("=")[0], label.split("=")[1]);
    }
    return labels;
  }

  static Selector selector(String labels) {
    List<Selector.Requirement> requirements = new ArrayList<>();
    labels(labels)
        .forEach((key, value) ->
            requirements.add(new Selector.Requirement(key, Selector.Operator.IN, Set.of(value))));
    return new Selector(requirements);
  }

  static PodFacts pod(String name, String node, String labels, String... ips) {
    return new PodFacts(
        name(name),
        "uid-" + name,
        node,
        1,
        false,
        List.of(ips).stream().map(World::ip).toList(),
        labels(labels),
        List.of(),
        true);
  }

  static PodFacts created(PodFacts pod, long seconds) {
    return new PodFacts(
        pod.name(),
        pod.uid(),
        pod.node(),
        seconds,
        pod.hostNetwork(),
        pod.addresses(),
        pod.labels(),
        pod.ports(),
        true);
  }

  static PodFacts ports(PodFacts pod, PodFacts.NamedPort... ports) {
    return new PodFacts(
        pod.name(),
        pod.uid(),
        pod.node(),
        pod.created(),
        pod.hostNetwork(),
        pod.addresses(),
        pod.labels(),
        List.of(ports),
        true);
  }

  static PodFacts.NamedPort tcp(String name, int number) {
    return new PodFacts.NamedPort(name, Protocol.TCP, number);
  }

  static NamespaceFacts namespace(String name, String labels) {
    return new NamespaceFacts(name, labels(labels), true, false, false);
  }

  static NamespaceFacts audited(String name) {
    return new NamespaceFacts(name, Map.of(), true, false, true);
  }

  static NodeFacts node(String name, String labels, String podRange, String... ips) {
    return new NodeFacts(
        name,
        labels(labels),
        List.of(ips).stream().map(World::ip).toList(),
        podRange.isEmpty() ? List.of() : List.of(cidr(podRange)));
  }

  static Peer of(String namespace, String labels) {
    return new Peer.PodsOf(namespace, selector(labels));
  }

  static Peer in(String namespaceLabels, String labels) {
    return new Peer.PodsIn(selector(namespaceLabels), selector(labels));
  }

  static Peer block(String cidr, String... except) {
    return new Peer.Block(cidr(cidr), List.of(except).stream().map(World::cidr).toList());
  }

  static PortMatch port(int number) {
    return new PortMatch.Range(Protocol.TCP, number, number);
  }

  static PortMatch named(String name) {
    return new PortMatch.Named(java.util.Optional.of(Protocol.TCP), name);
  }

  /** Any peer or any port where none is given. */
  static Rule rule(Action action, List<Peer> peers, PortMatch... ports) {
    return new Rule(0, "", action, peers.isEmpty(), peers, ports.length == 0, List.of(ports));
  }

  static Rule accept(List<Peer> peers, PortMatch... ports) {
    return rule(Action.ACCEPT, peers, ports);
  }

  private static List<Rule> numbered(List<Rule> rules) {
    List<Rule> numbered = new ArrayList<>();
    for (Rule r : rules) {
      numbered.add(
          new Rule(
              numbered.size(), "", r.action(), r.anyPeer(), r.peers(), r.anyPort(), r.ports()));
    }
    return numbered;
  }

  /** A NetworkPolicy that isolates on ingress. */
  static Policy ingress(String name, String labels, Rule... rules) {
    return policy(name, labels, List.of(rules), List.of(), true, false);
  }

  static Policy egress(String name, String labels, Rule... rules) {
    return policy(name, labels, List.of(), List.of(rules), false, true);
  }

  private static Policy policy(
      String name, String labels, List<Rule> in, List<Rule> out, boolean ingress, boolean egress) {
    ObjectName object = name(name);
    return new Policy(
        PolicyName.networkPolicy(object.namespace(), object.name()),
        Tier.NETWORK_POLICY,
        0,
        of(object.namespace(), labels),
        numbered(in),
        numbered(out),
        ingress,
        egress,
        false);
  }

  /** A ClusterNetworkPolicy for all pods. */
  static Policy cluster(String name, Tier tier, int priority, List<Rule> in, List<Rule> out) {
    return new Policy(
        PolicyName.clusterNetworkPolicy(name),
        tier,
        priority,
        in("", ""),
        numbered(in),
        numbered(out),
        false,
        false,
        false);
  }

  static Policy audit(Policy p) {
    return new Policy(
        p.name(),
        p.tier(),
        p.priority(),
        p.subject(),
        p.ingress(),
        p.egress(),
        p.isolatesIngress(),
        p.isolatesEgress(),
        true);
  }

  /** What the dataplane says to a TCP flow from {@code remote} to the pod. */
  Decision in(String pod, String remote, int port) {
    int set = tables.endpoint(name(pod)).orElseThrow().ingress();
    return tables.decide(set, ip(remote), TCP, port, false);
  }

  Decision out(String pod, String remote, int port) {
    int set = tables.endpoint(name(pod)).orElseThrow().egress();
    return tables.decide(set, ip(remote), TCP, port, false);
  }
}
