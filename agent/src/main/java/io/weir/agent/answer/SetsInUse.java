package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PolicyName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which sets the endpoints of this node have, and which policies stand behind them. */
record SetsInUse(PolicyModel model) {
  static int enforced(EndpointPolicy policy, Direction direction) {
    return direction == Direction.INGRESS ? policy.ingress() : policy.egress();
  }

  static int audited(EndpointPolicy policy, Direction direction) {
    return direction == Direction.INGRESS ? policy.auditIngress() : policy.auditEgress();
  }

  /** By id, the sets that endpoints enforce. */
  Map<Integer, RuleSet> enforced(Direction direction) {
    Map<Integer, RuleSet> sets = new LinkedHashMap<>();
    for (EndpointState endpoint : model.endpoints()) {
      set(enforced(endpoint.inForce(), direction)).ifPresent(s -> sets.put(s.id(), s));
    }
    return sets;
  }

  /** By id, the sets that endpoints only tell of. */
  Map<Integer, RuleSet> told(Direction direction) {
    Map<Integer, RuleSet> sets = new LinkedHashMap<>();
    for (EndpointState endpoint : model.endpoints()) {
      set(audited(endpoint.inForce(), direction)).ifPresent(s -> sets.put(s.id(), s));
    }
    sets.keySet().removeAll(enforced(direction).keySet());
    return sets;
  }

  /** The endpoints that a policy selects, in either direction. */
  List<EndpointState> selectedBy(PolicyName policy) {
    return model.endpoints().stream().filter(e -> selects(policy, e.wanted())).toList();
  }

  private boolean selects(PolicyName policy, EndpointPolicy wanted) {
    return Stream.of(wanted.ingress(), wanted.egress(), wanted.auditIngress(), wanted.auditEgress())
        .distinct()
        .flatMap(id -> set(id).stream())
        .anyMatch(set -> set.policies().contains(policy));
  }

  Optional<RuleSet> set(int id) {
    return model.tables().set(id);
  }
}
