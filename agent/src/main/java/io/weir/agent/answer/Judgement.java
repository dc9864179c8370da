package io.weir.agent.answer;

import io.weir.agent.observe.DropReason;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.Flow;
import io.weir.policy.compile.Decision;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import java.util.Optional;

/**
 * What one set says to one flow, as the model and as the programs see it.
 *
 * @param rules of the set; empty for the special sets, and for one that the model has forgotten
 * @param model empty where the model has forgotten the set: a newer one waits to be put in force
 * @param program empty where no program was run
 * @param reason the program's; NONE where none was run
 */
record Judgement(
    int set,
    Optional<RuleSet> rules,
    Optional<Decision> model,
    Optional<Decision> program,
    DropReason reason) {

  /** PATH_OWN_NODE in flow_abi.h. */
  private static final int PATH_OWN_NODE = 4;

  /** What the set says in force. */
  static Judgement enforced(
      PolicyTables tables, int set, Direction direction, PacketFlow flow, Optional<Explanation> e) {
    return of(tables, set, direction, flow, e.map(x -> new Said(x.reason(), x.rule(), x.path())));
  }

  /** What the set would say if audited policies were enforced. */
  static Judgement audited(
      PolicyTables tables, int set, Direction direction, PacketFlow flow, Optional<Explanation> e) {
    return of(
        tables,
        set,
        direction,
        flow,
        e.map(x -> new Said(x.auditReason(), x.auditRule(), x.path())));
  }

  private record Said(int reason, int rule, int path) {}

  private static Judgement of(
      PolicyTables tables, int set, Direction direction, PacketFlow flow, Optional<Said> said) {
    Optional<RuleSet> rules = tables.set(set);
    boolean known = rules.isPresent() || set == RuleSet.NONE || set == RuleSet.CLOSED;
    Optional<Decision> model =
        known
            ? Optional.of(
                tables.decide(
                    set,
                    flow.remote(direction),
                    flow.number(),
                    flow.port(),
                    direction == Direction.INGRESS && flow.fromHost()))
            : Optional.empty();
    return new Judgement(
        set,
        rules,
        model,
        said.map(s -> decision(s, set, rules)),
        said.map(s -> DropReason.of(s.reason())).orElse(DropReason.NONE));
  }

  private static Decision decision(Said said, int set, Optional<RuleSet> rules) {
    boolean allowed = said.reason() == 0;
    Optional<RuleRef> rule =
        said.rule() == Flow.RULE_DEFAULT
            ? Optional.empty()
            : rules
                .map(RuleSet::rules)
                .filter(r -> said.rule() < r.size())
                .map(r -> r.get(said.rule()));
    Decision.Cause cause =
        switch (DropReason.of(said.reason())) {
          case DENY_RULE -> Decision.Cause.RULE;
          case ISOLATED -> Decision.Cause.ISOLATED;
          case ENDPOINT_CLOSED -> Decision.Cause.CLOSED;
          case NONE -> allowedBy(said, set);
          default -> Decision.Cause.NO_RULE;
        };
    return new Decision(allowed, cause, rule);
  }

  private static Decision.Cause allowedBy(Said said, int set) {
    if (said.rule() != Flow.RULE_DEFAULT) {
      return Decision.Cause.RULE;
    }
    if (said.path() == PATH_OWN_NODE) {
      return Decision.Cause.OWN_NODE;
    }
    return set == RuleSet.NONE ? Decision.Cause.NO_POLICY : Decision.Cause.NO_RULE;
  }

  /** The program's where it was run, else the model's. */
  Optional<Decision> decision() {
    return program.or(() -> model);
  }

  /** Whether program and model contradict each other; what only one of them says is no conflict. */
  boolean contradicts() {
    return program.isPresent()
        && model.isPresent()
        && (program.get().allowed() != model.get().allowed()
            || !program.get().rule().equals(model.get().rule()));
  }

  /** Dropped for a reason that has nothing to do with rules, such as a wrong source address. */
  boolean droppedBeforeRules() {
    return switch (reason) {
      case NONE, DENY_RULE, ISOLATED, ENDPOINT_CLOSED -> false;
      default -> true;
    };
  }
}
