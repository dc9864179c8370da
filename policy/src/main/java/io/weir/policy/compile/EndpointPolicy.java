package io.weir.policy.compile;

/**
 * What is in force at one pod of this node. Ids of {@link RuleSet}s, or NONE.
 *
 * @param auditIngress the set if audited policies counted as well; equal to {@code ingress} where
 *     none is audited
 */
public record EndpointPolicy(int ingress, int egress, int auditIngress, int auditEgress) {
  public static final EndpointPolicy OPEN = new EndpointPolicy(0, 0, 0, 0);
}
