package io.weir.policy.compile;

import java.util.Optional;

/**
 * @param rule the rule that decided; present where {@code cause} is RULE
 */
public record Decision(boolean allowed, Cause cause, Optional<RuleRef> rule) {
  public enum Cause {
    /** A rule accepted, denied, or passed in Baseline. */
    RULE,
    /** A NetworkPolicy isolates the pod and none allows. */
    ISOLATED,
    /** Policies select the pod, none says anything of this. */
    NO_RULE,
    NO_POLICY,
    /** The node may always reach its own pods (NetworkPolicy only). */
    OWN_NODE,
    /** The pod's policies are not in place yet. */
    CLOSED
  }

  static Decision of(boolean allowed, Cause cause) {
    return new Decision(allowed, cause, Optional.empty());
  }

  static Decision by(RuleSet set, int bit) {
    return new Decision(!set.deny().get(bit), Cause.RULE, Optional.of(set.rules().get(bit)));
  }
}
