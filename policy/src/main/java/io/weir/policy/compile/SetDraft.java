package io.weir.policy.compile;

import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Peer;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A set while its rules are added one after the other. */
final class SetDraft {
  private final List<RuleRef> rules = new ArrayList<>();
  private final Map<Ask, BitSet> asks = new HashMap<>();
  private final PortRows ports = new PortRows();
  private final BitSet base = new BitSet();
  private final BitSet anyPod = new BitSet();
  private final BitSet unknown = new BitSet();

  int add(RuleRef rule) {
    rules.add(rule);
    return rules.size() - 1;
  }

  int size() {
    return rules.size();
  }

  PortRows ports() {
    return ports;
  }

  void anyPeer(int bit) {
    base.set(bit);
  }

  void peer(int bit, Peer peer) {
    if (peer.equals(Ask.EVERY_POD)) {
      anyPod.set(bit);
    } else {
      ask(bit, Ask.of(peer));
    }
    unknown(bit, peer instanceof Peer.PodsOf || peer instanceof Peer.PodsIn);
  }

  void ask(int bit, Ask ask) {
    asks.computeIfAbsent(ask, a -> new BitSet()).set(bit);
  }

  /** A pod of which nothing is known may be the one that a rule denies. */
  void unknown(int bit, boolean mayBePeer) {
    if (mayBePeer && rules.get(bit).action() == Action.DENY) {
      unknown.set(bit);
    }
  }

  SetContent content(Direction direction, List<Policy> stack) {
    List<PolicyName> isolating =
        stack.stream().filter(policy -> policy.isolates(direction)).map(Policy::name).toList();
    RuleSet shape =
        new RuleSet(
            RuleSet.NONE,
            direction,
            !isolating.isEmpty(),
            (int) rules.stream().filter(rule -> rule.tier() == Tier.ADMIN).count(),
            rules,
            stack.stream().map(Policy::name).toList(),
            isolating,
            RuleBits.of(base),
            RuleBits.of(anyPod),
            RuleBits.of(unknown),
            acting(Action.ACCEPT),
            acting(Action.DENY),
            asks.keySet().stream().anyMatch(ask -> ask.kind() == PartKind.PREFIX),
            ports.rows());
    return new SetContent(
        shape,
        asks.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> RuleBits.of(e.getValue()))));
  }

  private RuleBits acting(Action action) {
    BitSet bits = new BitSet();
    for (int bit = 0; bit < rules.size(); bit++) {
      bits.set(bit, rules.get(bit).action() == action);
    }
    return RuleBits.of(bits);
  }
}
