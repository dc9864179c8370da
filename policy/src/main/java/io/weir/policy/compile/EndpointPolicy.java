package io.weir.policy.compile;

/**
 * What is in force at one pod of this node. Ids of {@link RuleSet}s, or NONE.
 *
 * @param auditIngress the set if audited policies counted as well; equal to {@code ingress} where
 *     none is audited
 */
public record EndpointPolicy(int ingress, int egress, int auditIngress, int auditEgress) {
  /** No policy. */
  public static final EndpointPolicy OPEN = everywhere(RuleSet.NONE);

  /** Nothing passes but the node itself. */
  public static final EndpointPolicy CLOSED = everywhere(RuleSet.CLOSED);

  private static EndpointPolicy everywhere(int set) {
    return new EndpointPolicy(set, set, set, set);
  }
}
