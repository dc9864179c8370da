package io.weir.policy.oracle;

import io.weir.policy.model.PolicyName;

/**
 * What happens to a packet, and why.
 *
 * @param rule the policy, direction and index of the rule that decided; "" where none did
 */
public record Answer(boolean allowed, Why why, String rule) {
  public enum Why {
    RULE,
    ISOLATED,
    NO_RULE,
    NO_POLICY,
    OWN_NODE,
    CLOSED
  }

  public static Answer of(boolean allowed, Why why) {
    return new Answer(allowed, why, "");
  }

  public static Answer by(boolean allowed, PolicyName policy, int index) {
    return new Answer(allowed, Why.RULE, policy + "[" + index + "]");
  }
}
