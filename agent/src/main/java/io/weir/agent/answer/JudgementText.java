package io.weir.agent.answer;

import io.weir.agent.observe.ExplainAnswer.Audit;
import io.weir.agent.observe.ExplainAnswer.Miss;
import io.weir.agent.observe.ExplainAnswer.Verdict;
import io.weir.agent.observe.RuleText;
import io.weir.policy.compile.Decision;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.compile.RuleBits;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judgements in words. */
record JudgementText(Map<PolicyName, Policy> policies, Direction direction) {
  static Verdict verdict(Judgement judgement) {
    return judgement
        .decision()
        .map(d -> d.allowed() ? Verdict.ALLOWED : Verdict.DENIED)
        .orElse(Verdict.UNKNOWN);
  }

  String because(Judgement judgement) {
    if (judgement.droppedBeforeRules()) {
      return judgement.reason().meaning();
    }
    return judgement
        .decision()
        .map(decision -> because(decision, judgement))
        .orElse("an older set of rules is in force, which the agent does not know any more");
  }

  private String because(Decision decision, Judgement judgement) {
    return switch (decision.cause()) {
      case RULE ->
          decision
              .rule()
              .map(rule -> RuleWording.decided(rule, direction))
              .orElse("a rule of an older set decides");
      case ISOLATED ->
          "isolated by " + String.join(", ", isolating(judgement)) + "; no rule allows it";
      case NO_RULE -> "no rule speaks of it, and no policy isolates the pod";
      case NO_POLICY -> "no policy selects the pod in this direction";
      case OWN_NODE -> "the node may always reach its own pods";
      case CLOSED -> "closed: the pod's policies are not in force yet";
    };
  }

  static List<String> isolating(Judgement judgement) {
    boolean isolated =
        judgement.decision().filter(d -> d.cause() == Decision.Cause.ISOLATED).isPresent();
    return isolated
        ? judgement.rules().map(set -> EndpointAnswers.names(set.isolating())).orElse(List.of())
        : List.of();
  }

  Optional<RuleText> rule(Judgement judgement) {
    return judgement
        .decision()
        .flatMap(Decision::rule)
        .map(rule -> RuleWording.of(policies, direction, rule));
  }

  /**
   * The rule that would have allowed another port, else one that would have allowed another peer.
   */
  Optional<Miss> nearest(Judgement judgement, PolicyTables tables, PacketFlow flow) {
    if (isolating(judgement).isEmpty() || judgement.rules().isEmpty()) {
      return Optional.empty();
    }
    RuleSet set = judgement.rules().get();
    RuleBits peers = tables.peers(set, flow.remote(direction));
    RuleBits ports = PolicyTables.ports(set, flow.number(), flow.port());
    return accepting(set, peers)
        .map(bit -> miss(set, bit, "port"))
        .or(() -> accepting(set, ports).map(bit -> miss(set, bit, "peer")));
  }

  private Miss miss(RuleSet set, int bit, String missed) {
    return new Miss(RuleWording.of(policies, direction, set.rules().get(bit)), missed);
  }

  private static Optional<Integer> accepting(RuleSet set, RuleBits matched) {
    BitSet bits = matched.toBitSet();
    return bits.stream()
        .filter(bit -> set.rules().get(bit).action() == Action.ACCEPT)
        .boxed()
        .findFirst();
  }

  /** Empty where audited policies change nothing. */
  Optional<Audit> audit(Judgement enforced, Judgement told) {
    boolean same =
        told.set() == enforced.set()
            || told.droppedBeforeRules()
            || told.decision().equals(enforced.decision());
    return same
        ? Optional.empty()
        : Optional.of(new Audit(verdict(told), because(told), rule(told)));
  }

  /** One line for a contradiction that is a fault of ours. */
  String contradiction(Judgement judgement) {
    return "the program says "
        + said(judgement.program())
        + ", the model says "
        + said(judgement.model())
        + ": this is a fault of Weir, report it";
  }

  private static String said(Optional<Decision> decision) {
    return decision
        .map(d ->
            (d.allowed() ? "allowed" : "denied")
                + d.rule()
                    .map(r -> " by " + r.policy() + " rule " + r.index())
                    .orElse(" because " + d.cause()))
        .orElse("nothing");
  }
}
