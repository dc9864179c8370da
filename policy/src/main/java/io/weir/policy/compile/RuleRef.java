package io.weir.policy.compile;

import io.weir.policy.model.Action;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;

/**
 * The rule behind a bit of a set. Several bits may stand for one rule (named ports on egress).
 *
 * @param index in the policy's list of the set's direction, from 0
 * @param name of the rule, "" where it has none
 */
public record RuleRef(PolicyName policy, Tier tier, int index, String name, Action action) {}
