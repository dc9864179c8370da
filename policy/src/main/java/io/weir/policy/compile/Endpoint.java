package io.weir.policy.compile;

import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;

/** A pod of this node: the plans that it is to have and the sets that it has. */
final class Endpoint {
  private final ObjectName name;
  private Slots<Plan> plans = Slots.of(Optional.empty());
  private Slots<LiveSet> sets = Slots.of(Optional.empty());
  private Slots<LiveSet> inForce = Slots.of(Optional.empty());

  /** One for each direction, enforced and as if audited policies counted as well. */
  record Slots<T>(
      Optional<T> ingress, Optional<T> egress, Optional<T> auditIngress, Optional<T> auditEgress) {
    static <T> Slots<T> of(Optional<T> all) {
      return new Slots<>(all, all, all, all);
    }

    List<T> present() {
      return List.of(ingress, egress, auditIngress, auditEgress).stream()
          .flatMap(Optional::stream)
          .toList();
    }
  }

  Endpoint(ObjectName name) {
    this.name = name;
  }

  ObjectName name() {
    return name;
  }

  Slots<Plan> plans() {
    return plans;
  }

  void plans(Slots<Plan> now) {
    plans = now;
  }

  Slots<LiveSet> sets() {
    return sets;
  }

  void sets(Slots<LiveSet> now) {
    sets = now;
  }

  /** What the dataplane was last known to have: it may have it still. */
  Slots<LiveSet> inForce() {
    return inForce;
  }

  void inForce(Slots<LiveSet> now) {
    inForce = now;
  }

  /**
   * What it is to have now. Where a plan was refused it keeps the set it has, or is closed: no
   * policy is no set. What is audited only never holds back what is enforced.
   */
  Slots<LiveSet> wanted() {
    Optional<LiveSet> ingress = enforced(plans.ingress(), sets.ingress());
    Optional<LiveSet> egress = enforced(plans.egress(), sets.egress());
    return new Slots<>(
        ingress,
        egress,
        made(plans.auditIngress()).or(() -> ingress),
        made(plans.auditEgress()).or(() -> egress));
  }

  private static Optional<LiveSet> enforced(Optional<Plan> plan, Optional<LiveSet> before) {
    return made(plan)
        .or(() -> before.filter(set -> set != LiveSet.NONE))
        .or(() -> Optional.of(LiveSet.CLOSED));
  }

  private static Optional<LiveSet> made(Optional<Plan> plan) {
    return plan.isEmpty()
        ? Optional.of(LiveSet.NONE)
        : plan.filter(p -> p.refused().isEmpty()).map(Plan::set);
  }

  EndpointPolicy policy() {
    return new EndpointPolicy(
        id(sets.ingress()), id(sets.egress()), id(sets.auditIngress()), id(sets.auditEgress()));
  }

  private static int id(Optional<LiveSet> set) {
    return set.map(LiveSet::id).orElse(RuleSet.NONE);
  }
}
