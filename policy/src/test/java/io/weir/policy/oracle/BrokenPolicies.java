package io.weir.policy.oracle;

import io.weir.policy.model.Action;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Selector.Operator;
import io.weir.policy.model.Selector.Requirement;
import io.weir.policy.model.Tier;
import io.weir.values.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes one could make with policies, by bending what goes into the real compiler. */
final class BrokenPolicies {
  private BrokenPolicies() {}

  /** Each is made anew for a cluster: some remember what they saw. */
  static Map<String, Supplier<Bend>> all() {
    Map<String, Supplier<Bend>> all = new TreeMap<>();
    peers(all);
    ports(all);
    tiers(all);
    facts(all);
    return all;
  }

  private static void peers(Map<String, Supplier<Bend>> all) {
    all.put("except ignored", () -> peers(p -> p instanceof Peer.Block b ? without(b) : p));
    all.put("except is a block of its own", () -> rules(BrokenPolicies::exceptsAllowed));
    all.put("every block of length 0 is everybody", () -> rules(BrokenPolicies::anyFamily));
    all.put("NotIn needs the key", () -> requirements(BrokenPolicies::withKey));
    all.put(
        "DoesNotExist ignored",
        () ->
            requirements(
                r -> r.operator() == Operator.DOES_NOT_EXIST ? Stream.of() : Stream.of(r)));
    all.put(
        "podSelector alone means every namespace",
        () ->
            peers(p ->
                p instanceof Peer.PodsOf of ? new Peer.PodsIn(Selector.EVERYTHING, of.pods()) : p));
    all.put(
        "both selectors are asked for the namespace only",
        () ->
            peers(p ->
                p instanceof Peer.PodsIn in
                    ? new Peer.PodsIn(in.namespaces(), Selector.EVERYTHING)
                    : p));
    all.put(
        "no peers left is any peer",
        () -> rules(r -> r.peers().isEmpty() ? rule(r, true, List.of(), r.ports()) : r));
    all.put(
        "any peer is any pod",
        () ->
            rules(r ->
                r.anyPeer()
                    ? rule(
                        r,
                        false,
                        List.of(new Peer.PodsIn(Selector.EVERYTHING, Selector.EVERYTHING)),
                        r.ports())
                    : r));
  }

  private static void ports(Map<String, Supplier<Bend>> all) {
    all.put("endPort ignored", () -> portMatches(BrokenPolicies::firstOnly));
    all.put("SCTP is TCP", () -> portMatches(BrokenPolicies::tcp));
    all.put(
        "named port by name only",
        () ->
            portMatches(m ->
                m instanceof PortMatch.Named n
                    ? new PortMatch.Named(Optional.empty(), n.name())
                    : m));
    all.put(
        "a name stands for its first number",
        () -> Bend.pods(p -> pod(p, p.hostNetwork(), p.created(), firstOfName(p.ports()))));
    all.put(
        "no ports left is any port",
        () ->
            rules(r ->
                r.ports().isEmpty()
                    ? new Rule(
                        r.index(), r.name(), r.action(), r.anyPeer(), r.peers(), true, List.of())
                    : r));
    all.put("SCTP packets are TCP", () -> Bend.packet(p -> packet(p, 132, 6, p.fromOwnNode())));
    all.put("ICMP is UDP to port 0", () -> Bend.packet(p -> packet(p, 1, 17, p.fromOwnNode())));
    all.put("own node is anybody", () -> Bend.packet(p -> packet(p, 0, 0, false)));
  }

  private static void tiers(Map<String, Supplier<Bend>> all) {
    all.put("tiers swapped", () -> policies(p -> policy(p, swapped(p.tier()), p.priority())));
    all.put("priorities reversed", () -> policies(p -> policy(p, p.tier(), 1000 - p.priority())));
    all.put("Pass is Accept", () -> rules(r -> r.action() == Action.PASS ? accepting(r) : r));
    all.put(
        "the first ingress rule of a policy forgotten",
        () ->
            policies(p ->
                new Policy(
                    p.name(),
                    p.tier(),
                    p.priority(),
                    p.subject(),
                    p.ingress().isEmpty() ? List.of() : p.ingress().subList(1, p.ingress().size()),
                    p.egress(),
                    p.isolatesIngress(),
                    p.isolatesEgress(),
                    p.audit())));
    all.put(
        "empty rules do not isolate",
        () ->
            policies(p ->
                new Policy(
                    p.name(),
                    p.tier(),
                    p.priority(),
                    p.subject(),
                    p.ingress(),
                    p.egress(),
                    p.isolatesIngress() && !p.ingress().isEmpty(),
                    p.isolatesEgress() && !p.egress().isEmpty(),
                    p.audit())));
  }

  private static void facts(Map<String, Supplier<Bend>> all) {
    all.put(
        "the older pod has the address",
        () -> Bend.pods(p -> pod(p, p.hostNetwork(), -p.created(), p.ports())));
    all.put(
        "hostNetwork pods are endpoints",
        () -> Bend.pods(p -> pod(p, false, p.created(), p.ports())));
    all.put("only the first address of a node", () -> Bend.nodes(BrokenPolicies::oneAddress));
    all.put("pods keep their first labels", () -> once(Change.PodIs.class, c -> c.pod().name()));
    all.put(
        "namespaces keep their first labels",
        () -> once(Change.NamespaceIs.class, c -> c.namespace().name()));
    all.put(
        "policies keep their first text",
        () -> once(Change.PolicyIs.class, c -> c.policy().name()));
    all.put("pods never go", () -> never(Change.PodGone.class));
    all.put("policies never go", () -> never(Change.PolicyGone.class));
  }

  private static Peer without(Peer.Block block) {
    return new Peer.Block(block.cidr(), List.of());
  }

  private static Rule exceptsAllowed(Rule rule) {
    List<Peer> peers =
        rule.peers().stream()
            .flatMap(p ->
                p instanceof Peer.Block b
                    ? Stream.concat(
                        Stream.of(p), b.except().stream().map(e -> new Peer.Block(e, List.of())))
                    : Stream.of(p))
            .toList();
    return rule(rule, rule.anyPeer(), peers, rule.ports());
  }

  private static Rule anyFamily(Rule rule) {
    boolean all =
        rule.peers().stream()
            .anyMatch(
                p -> p instanceof Peer.Block b && b.cidr().length() == 0 && b.except().isEmpty());
    return all ? rule(rule, true, List.of(), rule.ports()) : rule;
  }

  private static Stream<Requirement> withKey(Requirement r) {
    return r.operator() == Operator.NOT_IN
        ? Stream.of(r, new Requirement(r.key(), Operator.EXISTS, Set.of()))
        : Stream.of(r);
  }

  private static PortMatch firstOnly(PortMatch match) {
    return match instanceof PortMatch.Range r
        ? new PortMatch.Range(r.protocol(), r.from(), r.from())
        : match;
  }

  private static PortMatch tcp(PortMatch match) {
    return switch (match) {
      case PortMatch.Every e when e.protocol() == Protocol.SCTP ->
          new PortMatch.Every(Protocol.TCP);
      case PortMatch.Range r when r.protocol() == Protocol.SCTP ->
          new PortMatch.Range(Protocol.TCP, r.from(), r.to());
      default -> match;
    };
  }

  private static List<PodFacts.NamedPort> firstOfName(List<PodFacts.NamedPort> ports) {
    Set<String> seen = new HashSet<>();
    return ports.stream().filter(p -> seen.add(p.name())).toList();
  }

  private static Packet packet(Packet p, int from, int to, boolean ownNode) {
    int protocol = p.protocol() == from ? to : p.protocol();
    return new Packet(p.pod(), p.direction(), p.remote(), protocol, p.port(), ownNode);
  }

  private static Tier swapped(Tier tier) {
    return switch (tier) {
      case ADMIN -> Tier.BASELINE;
      case BASELINE -> Tier.ADMIN;
      case NETWORK_POLICY -> tier;
    };
  }

  private static Rule accepting(Rule r) {
    return new Rule(
        r.index(), r.name(), Action.ACCEPT, r.anyPeer(), r.peers(), r.anyPort(), r.ports());
  }

  private static NodeFacts oneAddress(NodeFacts node) {
    return new NodeFacts(
        node.name(), node.labels(), node.addresses().subList(0, 1), node.podRanges());
  }

  private static PodFacts pod(
      PodFacts p, boolean hostNetwork, long created, List<PodFacts.NamedPort> ports) {
    return new PodFacts(
        p.name(),
        p.uid(),
        p.node(),
        created,
        hostNetwork,
        p.addresses(),
        p.labels(),
        ports,
        p.socketLoadBalancing());
  }

  private static <C extends Change> Bend once(Class<C> kind, Function<C, Object> key) {
    Set<Object> seen = new HashSet<>();
    return Bend.change(c ->
        kind.isInstance(c) && !seen.add(key.apply(kind.cast(c)))
            ? Optional.empty()
            : Optional.of(c));
  }

  private static Bend never(Class<? extends Change> kind) {
    return Bend.change(c -> Optional.of(c).filter(change -> !kind.isInstance(change)));
  }

  private static Bend policies(UnaryOperator<Policy> bend) {
    return Bend.policy(bend);
  }

  private static Policy policy(Policy p, Tier tier, int priority) {
    return new Policy(
        p.name(),
        tier,
        priority,
        p.subject(),
        p.ingress(),
        p.egress(),
        p.isolatesIngress(),
        p.isolatesEgress(),
        p.audit());
  }

  private static Bend rules(UnaryOperator<Rule> bend) {
    return policies(p ->
        new Policy(
            p.name(),
            p.tier(),
            p.priority(),
            p.subject(),
            p.ingress().stream().map(bend).toList(),
            p.egress().stream().map(bend).toList(),
            p.isolatesIngress(),
            p.isolatesEgress(),
            p.audit()));
  }

  private static Rule rule(Rule r, boolean anyPeer, List<Peer> peers, List<PortMatch> ports) {
    return new Rule(r.index(), r.name(), r.action(), anyPeer, peers, r.anyPort(), ports);
  }

  private static Bend peers(UnaryOperator<Peer> bend) {
    return rules(r -> rule(r, r.anyPeer(), r.peers().stream().map(bend).toList(), r.ports()));
  }

  private static Bend portMatches(UnaryOperator<PortMatch> bend) {
    return rules(r -> rule(r, r.anyPeer(), r.peers(), r.ports().stream().map(bend).toList()));
  }

  private static Bend requirements(Function<Requirement, Stream<Requirement>> bend) {
    UnaryOperator<Selector> selector =
        s -> new Selector(s.requirements().stream().flatMap(bend).toList());
    return peers(p ->
        switch (p) {
          case Peer.PodsOf of -> new Peer.PodsOf(of.namespace(), selector.apply(of.pods()));
          case Peer.PodsIn in ->
              new Peer.PodsIn(selector.apply(in.namespaces()), selector.apply(in.pods()));
          case Peer.Nodes nodes -> new Peer.Nodes(selector.apply(nodes.nodes()));
          case Peer.Block block -> block;
        });
  }
}
