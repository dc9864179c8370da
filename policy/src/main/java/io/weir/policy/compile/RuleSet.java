package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.PolicyName;
import java.util.List;

/**
 * All rules for endpoints of one kind and one direction, as one ordered list: Admin rules first,
 * then those of NetworkPolicies where one isolates, otherwise those of Baseline. A rule is a bit;
 * the lowest bit that matches decides: accept, deny, or (neither) pass, which skips the rest of the
 * Admin rules, or in Baseline allows. Nothing matches: denied where isolated, else allowed.
 *
 * <p>Immutable, shared by all endpoints that the same policies select; the id follows from the
 * content, so that the same set has the same id after a restart.
 *
 * @param id never {@link #NONE} or {@link #CLOSED}
 * @param adminRules bits below are Admin rules
 * @param rules by bit
 * @param policies that select, in order; {@code isolating} of them isolate
 * @param base rules that any peer matches
 * @param anyPod rules that every pod's address matches
 * @param unknown rules that count as matched by an address in a pod range that no pod is known to
 *     have: those that deny pods
 * @param blocks whether a rule has CIDRs, so that the prefix of the address matters
 * @param ports at least {@link PortPrefix#ANY}
 */
public record RuleSet(
    int id,
    Direction direction,
    boolean isolated,
    int adminRules,
    List<RuleRef> rules,
    List<PolicyName> policies,
    List<PolicyName> isolating,
    RuleBits base,
    RuleBits anyPod,
    RuleBits unknown,
    RuleBits accept,
    RuleBits deny,
    boolean blocks,
    List<PortRow> ports) {
  /** No policy: everything is allowed. */
  public static final int NONE = 0;

  /** Nothing is known yet: everything is denied but the node itself. */
  public static final int CLOSED = 1;

  /** More rules than a set can hold make it impossible to compile: {@link PolicyDelta#refused}. */
  public static final int MOST_RULES = 64 * 256;

  /** An id as people are shown it: none, closed, or eight hexadecimal digits. */
  public static String idText(int id) {
    return switch (id) {
      case NONE -> "none";
      case CLOSED -> "closed";
      default -> String.format("%08x", id);
    };
  }

  public RuleSet {
    rules = List.copyOf(rules);
    policies = List.copyOf(policies);
    isolating = List.copyOf(isolating);
    ports = List.copyOf(ports);
  }
}
