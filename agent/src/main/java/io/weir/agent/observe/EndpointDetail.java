package io.weir.agent.observe;

import io.weir.policy.model.Direction;
import java.util.List;

/** The answer of {@code weir endpoint get}: what is in force at a pod, in the order it is asked. */
public record EndpointDetail(EndpointRow endpoint, List<Gate> directions) {
  public EndpointDetail {
    directions = List.copyOf(directions);
  }

  /**
   * One direction.
   *
   * @param set as in {@link EndpointRow.Gate#set}
   * @param sharedBy endpoints of this node with the same set: the counters are theirs together
   * @param isolating policies that isolate the pod; empty where none does
   * @param rules in force, the first that matches decides
   * @param byDefault what no rule matched: denied where the pod is isolated, else allowed
   * @param audit what would be different if audited policies were enforced
   */
  public record Gate(
      Direction direction,
      String set,
      int sharedBy,
      List<String> isolating,
      List<Rule> rules,
      Traffic byDefault,
      Audit audit) {
    public Gate {
      isolating = List.copyOf(isolating);
      rules = List.copyOf(rules);
    }
  }

  /** A rule and what it decided. */
  public record Rule(RuleText rule, Traffic traffic) {}

  /**
   * The set with audited policies in it, as far as it differs; all empty where none is audited.
   *
   * @param isolating policies that would isolate, beyond those that do
   * @param rules that would be in force, beyond those that are; their traffic is what they would
   *     have denied
   * @param wouldDeny what would have been denied because no rule matched
   */
  public record Audit(String set, List<String> isolating, List<Rule> rules, Traffic wouldDeny) {
    public Audit {
      isolating = List.copyOf(isolating);
      rules = List.copyOf(rules);
    }
  }
}
