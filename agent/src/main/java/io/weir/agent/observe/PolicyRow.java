package io.weir.agent.observe;

import io.weir.policy.model.Tier;

/**
 * A line of {@code weir policy ls}.
 *
 * @param kind NetworkPolicy or ClusterNetworkPolicy
 * @param namespace empty for a ClusterNetworkPolicy
 * @param priority 0 for a NetworkPolicy
 * @param pods of this node that it selects
 * @param audit told, not enforced
 * @param faults parts of the object that cannot be used
 */
public record PolicyRow(
    String kind,
    String namespace,
    String name,
    Tier tier,
    int priority,
    int pods,
    int ingressRules,
    int egressRules,
    PolicyState state,
    boolean audit,
    int faults) {}
