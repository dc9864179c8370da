package io.weir.agent.observe;

import io.weir.policy.model.Action;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Tier;
import java.util.List;

/**
 * A rule of a policy in words.
 *
 * @param policy kind and name
 * @param index in the policy's list of that direction
 * @param name empty where it has none
 * @param peers one of them must match
 * @param ports one of them must match
 */
public record RuleText(
    String policy,
    Tier tier,
    Direction direction,
    int index,
    String name,
    Action action,
    List<String> peers,
    List<String> ports) {
  public RuleText {
    peers = List.copyOf(peers);
    ports = List.copyOf(ports);
  }
}
