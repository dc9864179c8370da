package io.weir.agent.loop;

import io.weir.agent.model.PolicyCondition;
import io.weir.agent.model.PolicyStatuses;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Tier;
import io.weir.values.Fault;
import io.weir.values.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the statuses of ClusterNetworkPolicies are to say: whether all of the policy is understood,
 * and whether another one has its tier and priority. Only what every agent of the cluster sees
 * alike. Not thread-safe: the loop owns it.
 */
final class PolicyConditions {
  /** Where a policy stands in the order of evaluation. */
  private record Place(Tier tier, int priority) {}

  private record Judged(
      String uid, long generation, Optional<Place> place, PolicyCondition accepted) {}

  private final PolicyStatuses statuses;
  private final Map<PolicyName, Judged> judged = new HashMap<>();
  private final Map<Place, TreeSet<PolicyName>> places = new HashMap<>();

  PolicyConditions(PolicyStatuses statuses) {
    this.statuses = statuses;
  }

  void judged(ClusterNetworkPolicyFacts facts, Reading<Policy> reading) {
    PolicyName name = facts.name();
    Optional<Place> place = reading.value().map(p -> new Place(p.tier(), p.priority()));
    Judged now = new Judged(facts.uid(), facts.generation(), place, accepted(reading.faults()));
    Judged before = judged.put(name, now);
    Optional<Place> left = before == null ? Optional.empty() : before.place();
    if (!left.equals(place)) {
      left.ifPresent(p -> leave(p, name));
      place.ifPresent(p -> join(p, name));
    }
    report(name);
  }

  void deleted(PolicyName name) {
    Judged gone = judged.remove(name);
    if (gone != null) {
      gone.place().ifPresent(place -> leave(place, name));
      statuses.forget(name);
    }
  }

  private void join(Place place, PolicyName name) {
    TreeSet<PolicyName> there = places.computeIfAbsent(place, p -> new TreeSet<>());
    there.add(name);
    neighbours(there, name);
  }

  private void leave(Place place, PolicyName name) {
    TreeSet<PolicyName> there = places.get(place);
    boolean named = isNamed(there, name);
    there.remove(name);
    if (there.isEmpty()) {
      places.remove(place);
    } else if (named) {
      there.forEach(this::report);
    }
  }

  /** Others only speak of the first two: who comes behind them changes nobody else's words. */
  private void neighbours(TreeSet<PolicyName> there, PolicyName name) {
    if (isNamed(there, name)) {
      there.forEach(this::report);
    }
  }

  private static boolean isNamed(TreeSet<PolicyName> there, PolicyName name) {
    return there.stream().limit(2).anyMatch(name::equals);
  }

  private void report(PolicyName name) {
    Judged policy = judged.get(name);
    List<PolicyCondition> conditions =
        Stream.concat(
                Stream.of(policy.accepted()),
                policy.place().map(place -> conflict(place, name)).stream())
            .toList();
    statuses.report(name, policy.uid(), policy.generation(), conditions);
  }

  private PolicyCondition conflict(Place place, PolicyName name) {
    String where = "tier=" + text(place.tier()) + " priority=" + place.priority();
    return places.get(place).stream()
        .filter(other -> !other.equals(name))
        .findFirst()
        .map(other ->
            new PolicyCondition(
                "PriorityConflict",
                true,
                "SamePriority",
                other.name()
                    + " has "
                    + where
                    + " too; where rules of both match, those of the name that sorts first decide"))
        .orElseGet(() ->
            new PolicyCondition(
                "PriorityConflict", false, "Unique", "no other policy has " + where));
  }

  private static String text(Tier tier) {
    return tier == Tier.ADMIN ? "Admin" : "Baseline";
  }

  private static PolicyCondition accepted(List<Fault> faults) {
    if (faults.isEmpty()) {
      return new PolicyCondition(
          "Accepted", true, "Accepted", "every field of the policy is in force");
    }
    Fault first = faults.getFirst();
    String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return new PolicyCondition(
        "Accepted",
        false,
        reason(first.reason()),
        first.field()
            + ": "
            + first.reason()
            + more
            + "; the rest is in force, and nothing is open that the policy does not open for sure");
  }

  /** By the words of whoever judged, which stand behind the value that they judged. */
  private static String reason(String words) {
    String wrong = words.substring(words.lastIndexOf(": ") + 1);
    if (wrong.contains("invalid CIDR")) {
      return "InvalidCIDR";
    }
    if (wrong.contains("unsupported peer")) {
      return "UnsupportedPeer";
    }
    return wrong.contains("unknown") ? "UnknownField" : "FailedClosed";
  }
}
