package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.PortMatch;
import io.weir.policy.model.Rule;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes the content of a set from its policies. */
final class SetBuilder {
  /**
   * Bits of one rule: those ports that are known, and one more for each number that a name stands
   * for at some peers only.
   */
  private record Number(int protocol, int number) implements Comparable<Number> {
    private static final Comparator<Number> ORDER =
        Comparator.comparingInt(Number::protocol).thenComparingInt(Number::number);

    @Override
    public int compareTo(Number other) {
      return ORDER.compare(this, other);
    }
  }

  private final Direction direction;
  private final Collection<NamedPort> ownPorts;
  private final Function<Question, Set<NamedPort>> numbers;
  private final SetDraft draft = new SetDraft();

  /**
   * @param ownPorts of the endpoint: what names mean on ingress
   * @param numbers what a name means at the peers that match, on egress
   */
  SetBuilder(
      Direction direction,
      Collection<NamedPort> ownPorts,
      Function<Question, Set<NamedPort>> numbers) {
    this.direction = direction;
    this.ownPorts = ownPorts;
    this.numbers = numbers;
  }

  /**
   * What came of it.
   *
   * @param content present where nothing is refused
   */
  record Built(Optional<SetContent> content, Map<PolicyName, String> refused) {}

  /**
   * @param stack as {@link PolicyStack} orders them
   */
  Built build(List<Policy> stack) {
    Map<PolicyName, String> refused = new TreeMap<>();
    for (Policy policy : stack) {
      for (Rule rule : policy.rules(direction)) {
        if (draft.size() <= RuleSet.MOST_RULES) {
          add(policy, rule);
        }
      }
      if (draft.size() > RuleSet.MOST_RULES) {
        String most = "more than " + RuleSet.MOST_RULES + " rules";
        refused.put(policy.name(), direction + ": " + most + " select the same pods");
      }
    }
    return new Built(
        refused.isEmpty() ? Optional.of(draft.content(direction, stack)) : Optional.empty(),
        refused);
  }

  private void add(Policy policy, Rule rule) {
    Map<Number, Set<Ask>> named = direction == Direction.EGRESS ? named(rule) : Map.of();
    boolean plain = rule.anyPort() || rule.ports().stream().anyMatch(this::isPlain);
    RuleRef ref =
        new RuleRef(policy.name(), policy.tier(), rule.index(), rule.name(), rule.action());
    // A rule that can match nothing has a bit all the same: it is there to be explained.
    if (plain || named.isEmpty()) {
      int bit = draft.add(ref);
      plainPorts(bit, rule);
      if (plain) {
        plainPeers(bit, rule);
      }
    }
    named.forEach((number, asks) -> {
      int bit = draft.add(ref);
      draft.ports().number(bit, number.protocol(), number.number());
      asks.forEach(ask -> draft.ask(bit, ask));
      draft.unknown(bit, asks.stream().anyMatch(a -> !(a.peer() instanceof Peer.Nodes)));
    });
  }

  private boolean isPlain(PortMatch port) {
    return direction == Direction.INGRESS || !(port instanceof PortMatch.Named);
  }

  private void plainPorts(int bit, Rule rule) {
    if (rule.anyPort()) {
      draft.ports().anyPort(bit);
    }
    for (PortMatch port : rule.ports()) {
      switch (port) {
        case PortMatch.Every every -> draft.ports().every(bit, every.protocol());
        case PortMatch.Range range -> draft.ports().range(bit, range);
        case PortMatch.Named named -> {
          if (direction == Direction.INGRESS) {
            own(named).forEach(p -> draft.ports().number(bit, p.protocol().number(), p.number()));
          }
        }
      }
    }
  }

  private void plainPeers(int bit, Rule rule) {
    if (rule.anyPeer()) {
      draft.anyPeer(bit);
    }
    rule.peers().forEach(peer -> draft.peer(bit, peer));
  }

  private List<NamedPort> own(PortMatch.Named named) {
    return ownPorts.stream().filter(port -> means(named, port)).toList();
  }

  private static boolean means(PortMatch.Named named, NamedPort port) {
    return port.name().equals(named.name())
        && named.protocol().map(port.protocol()::equals).orElse(true);
  }

  /** Two names for one number are one bit: it is one rule. */
  private Map<Number, Set<Ask>> named(Rule rule) {
    Map<Number, Set<Ask>> named = new TreeMap<>();
    for (PortMatch port : rule.ports()) {
      if (port instanceof PortMatch.Named name) {
        for (Peer peer : Question.peers(rule)) {
          numbers.apply(new Question(peer, name.name())).stream()
              .filter(number -> means(name, number))
              .forEach(number ->
                  named
                      .computeIfAbsent(
                          new Number(number.protocol().number(), number.number()),
                          n -> new LinkedHashSet<>())
                      .add(Ask.of(peer, number)));
        }
      }
    }
    return named;
  }
}
