package io.weir.agent.observe;

import io.weir.agent.observe.AgentSnapshot.FaultRow;
import io.weir.policy.model.Direction;
import java.util.List;

/**
 * The answer of {@code weir policy get}: a policy as this node has it.
 *
 * @param subject the pods it is about, in words
 * @param refused why its rules do not fit the dataplane; empty where they do
 * @param pods of this node that it selects
 */
public record PolicyDetail(
    PolicyRow policy,
    String subject,
    String refused,
    List<Gate> directions,
    List<Pod> pods,
    List<FaultRow> faults) {
  public PolicyDetail {
    directions = List.copyOf(directions);
    pods = List.copyOf(pods);
    faults = List.copyOf(faults);
  }

  /**
   * One direction that the policy speaks of.
   *
   * @param isolates what no rule of any policy allows is denied
   * @param denied what was, at pods of this node that this policy and perhaps others isolate
   * @param wouldDeny what would have been, had audited policies been enforced
   */
  public record Gate(
      Direction direction, boolean isolates, List<Rule> rules, Traffic denied, Traffic wouldDeny) {
    public Gate {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule.
   *
   * @param traffic what it decided on this node
   * @param wouldDeny what it would have denied, had it been enforced
   */
  public record Rule(RuleText rule, Traffic traffic, Traffic wouldDeny) {}

  /**
   * A pod of this node that it selects.
   *
   * @param pod {@code namespace/name}
   */
  public record Pod(String pod, PolicyState state) {}
}
