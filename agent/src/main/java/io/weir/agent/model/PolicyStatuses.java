package io.weir.agent.model;

import io.weir.policy.model.PolicyName;
import java.util.List;

/**
 * Tells on the status of ClusterNetworkPolicies how they were judged. Every agent of a cluster
 * judges alike and reports all; one of them writes. Never blocks and never throws.
 */
public interface PolicyStatuses {
  /**
   * Replaces what was reported of the policy before; a repeat costs nothing.
   *
   * @param uid of the object: one that is made anew under the name gets nothing of it
   * @param generation of the spec that was judged
   * @param conditions all of them; no two of one type
   */
  void report(PolicyName policy, String uid, long generation, List<PolicyCondition> conditions);

  /** The policy is gone. */
  void forget(PolicyName policy);
}
