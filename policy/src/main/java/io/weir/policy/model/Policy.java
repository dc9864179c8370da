package io.weir.policy.model;

import java.util.List;

/**
 * A policy of either kind, judged.
 *
 * @param priority 0..1000, lower goes first within its tier; 0 for NetworkPolicy
 * @param subject the pods it is about; hostNetwork pods never are
 * @param ingress in order; without effect unless {@code isolates} or not empty
 * @param isolatesIngress a NetworkPolicy of that type: what no rule allows is denied. Never for
 *     ClusterNetworkPolicy
 * @param audit told, not enforced (the namespace's own mode is added by the compiler)
 */
public record Policy(
    PolicyName name,
    Tier tier,
    int priority,
    Peer subject,
    List<Rule> ingress,
    List<Rule> egress,
    boolean isolatesIngress,
    boolean isolatesEgress,
    boolean audit) {
  public Policy {
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
    if (!(subject instanceof Peer.PodsOf) && !(subject instanceof Peer.PodsIn)) {
      throw new IllegalArgumentException(name + ": subject=" + subject + ": only pods can be");
    }
  }

  public List<Rule> rules(Direction direction) {
    return direction == Direction.INGRESS ? ingress : egress;
  }

  public boolean isolates(Direction direction) {
    return direction == Direction.INGRESS ? isolatesIngress : isolatesEgress;
  }
}
