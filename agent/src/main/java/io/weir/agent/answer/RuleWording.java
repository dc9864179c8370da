package io.weir.agent.answer;

import io.weir.agent.observe.RuleText;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Selector;
import io.weir.policy.model.Tier;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules of policies in words; selectors as kubectl writes them. */
final class RuleWording {
  private RuleWording() {}

  /** The rule behind a bit of a set; its peers are left out where the policy has changed since. */
  static RuleText of(Map<PolicyName, Policy> policies, Direction direction, RuleRef ref) {
    Optional<Rule> rule =
        Optional.ofNullable(policies.get(ref.policy()))
            .flatMap(policy ->
                policy.rules(direction).stream().filter(r -> r.index() == ref.index()).findFirst());
    return new RuleText(
        ref.policy().toString(),
        ref.tier(),
        direction,
        ref.index(),
        ref.name(),
        ref.action(),
        rule.map(RuleWording::peers).orElse(List.of()),
        rule.map(RuleWording::ports).orElse(List.of()));
  }

  static RuleText of(Policy policy, Direction direction, Rule rule) {
    return new RuleText(
        policy.name().toString(),
        policy.tier(),
        direction,
        rule.index(),
        rule.name(),
        rule.action(),
        peers(rule),
        ports(rule));
  }

  private static List<String> peers(Rule rule) {
    return rule.anyPeer()
        ? List.of("any address")
        : rule.peers().stream().map(RuleWording::peer).toList();
  }

  private static List<String> ports(Rule rule) {
    return rule.anyPort()
        ? List.of("any port")
        : rule.ports().stream().map(RuleWording::port).toList();
  }

  static String peer(Peer peer) {
    return switch (peer) {
      case Peer.PodsOf p -> "pods of " + p.namespace() + with(p.pods());
      case Peer.PodsIn p when everything(p.namespaces()) ->
          everything(p.pods()) ? "every pod" : "pods of any namespace" + with(p.pods());
      case Peer.PodsIn p -> "pods" + with(p.pods()) + " in namespaces" + with(p.namespaces());
      case Peer.Block b -> b.cidr() + except(b.except());
      case Peer.Nodes n -> everything(n.nodes()) ? "every node" : "nodes" + with(n.nodes());
    };
  }

  private static String except(List<IpPrefix> except) {
    return except.isEmpty()
        ? ""
        : except.stream().map(IpPrefix::toString).collect(Collectors.joining(", ", " except ", ""));
  }

  private static boolean everything(Selector selector) {
    return selector.requirements().isEmpty();
  }

  private static String with(Selector selector) {
    return everything(selector)
        ? ""
        : selector.requirements().stream()
            .map(RuleWording::requirement)
            .sorted()
            .collect(Collectors.joining(",", " with ", ""));
  }

  private static String requirement(Selector.Requirement r) {
    String values = r.values().stream().sorted().collect(Collectors.joining(","));
    boolean one = r.values().size() == 1;
    return switch (r.operator()) {
      case IN -> one ? r.key() + "=" + values : r.key() + " in (" + values + ")";
      case NOT_IN -> one ? r.key() + "!=" + values : r.key() + " notin (" + values + ")";
      case EXISTS -> r.key();
      case DOES_NOT_EXIST -> "!" + r.key();
    };
  }

  private static String port(PortMatch port) {
    return switch (port) {
      case PortMatch.Every p -> "every " + p.protocol() + " port";
      case PortMatch.Range r when r.from() == r.to() -> r.protocol() + " " + r.from();
      case PortMatch.Range r -> r.protocol() + " " + r.from() + "-" + r.to();
      case PortMatch.Named n ->
          n.protocol().map(p -> p + " ").orElse("") + "port named " + n.name();
    };
  }

  /** {@code NetworkPolicy shop/db ingress[0] accepts it}. */
  static String decided(RuleRef rule, Direction direction) {
    String place =
        rule.policy()
            + " "
            + direction.name().toLowerCase(java.util.Locale.ROOT)
            + "["
            + rule.index()
            + "]"
            + (rule.name().isEmpty() ? "" : " \"" + rule.name() + "\"");
    return place
        + switch (rule.action()) {
          case ACCEPT -> " accepts it";
          case DENY -> " denies it";
          case PASS -> rule.tier() == Tier.BASELINE ? " leaves it to the default" : " passes it on";
        };
  }
}
