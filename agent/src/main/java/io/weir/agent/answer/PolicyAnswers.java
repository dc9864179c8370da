package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.agent.observe.AgentSnapshot.FaultRow;
import io.weir.agent.observe.PolicyDetail;
import io.weir.agent.observe.PolicyRow;
import io.weir.agent.observe.PolicyState;
import io.weir.agent.observe.Traffic;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyKind;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.Rule;
import io.weir.policy.model.Tier;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers of {@code weir policy ls} and {@code get}. */
final class PolicyAnswers {
  private final PolicyModel model;
  private final Dataplane dataplane;
  private final SetsInUse sets;

  PolicyAnswers(PolicyModel model, Dataplane dataplane) {
    this.model = model;
    this.dataplane = dataplane;
    this.sets = new SetsInUse(model);
  }

  List<PolicyRow> rows() {
    return model.names().stream().sorted().map(name -> row(name, sets.selectedBy(name))).toList();
  }

  private PolicyRow row(PolicyName name, List<EndpointState> selected) {
    Optional<Policy> policy = Optional.ofNullable(model.policies().get(name));
    Tier unread = name.kind() == PolicyKind.NETWORK_POLICY ? Tier.NETWORK_POLICY : Tier.ADMIN;
    return new PolicyRow(
        name.kind().toString(),
        name.namespace(),
        name.name(),
        policy.map(Policy::tier).orElse(unread),
        policy.map(Policy::priority).orElse(0),
        selected.size(),
        policy.map(p -> p.ingress().size()).orElse(0),
        policy.map(p -> p.egress().size()).orElse(0),
        state(name, selected),
        policy.map(model::audited).orElse(false),
        model.faults(name).size());
  }

  private PolicyState state(PolicyName name, List<EndpointState> selected) {
    if (!model.policies().containsKey(name)) {
      return PolicyState.UNREADABLE;
    }
    if (model.refused().containsKey(name)) {
      return PolicyState.REFUSED;
    }
    return selected.stream().allMatch(EndpointState::upToDate)
        ? PolicyState.IN_FORCE
        : PolicyState.NOT_UP_TO_DATE;
  }

  Optional<PolicyDetail> detail(PolicyName name) {
    if (!model.names().contains(name)) {
      return Optional.empty();
    }
    List<EndpointState> selected = sets.selectedBy(name);
    Optional<Policy> policy = Optional.ofNullable(model.policies().get(name));
    return Optional.of(
        new PolicyDetail(
            row(name, selected),
            policy.map(p -> RuleWording.peer(p.subject())).orElse(""),
            model.refused().getOrDefault(name, ""),
            policy.map(this::gates).orElse(List.of()),
            selected.stream().map(PolicyAnswers::pod).toList(),
            model.faults(name).stream()
                .map(f -> new FaultRow(f.object(), f.field(), f.reason()))
                .toList()));
  }

  private static PolicyDetail.Pod pod(EndpointState endpoint) {
    return new PolicyDetail.Pod(
        endpoint.pod().map(ObjectName::toString).orElse(""),
        endpoint.upToDate() ? PolicyState.IN_FORCE : PolicyState.NOT_UP_TO_DATE);
  }

  private List<PolicyDetail.Gate> gates(Policy policy) {
    List<PolicyDetail.Gate> gates = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      if (policy.isolates(direction) || !policy.rules(direction).isEmpty()) {
        gates.add(gate(policy, direction));
      }
    }
    return gates;
  }

  private PolicyDetail.Gate gate(Policy policy, Direction direction) {
    List<SetTraffic> enforced = counted(sets.enforced(direction).values(), policy.name());
    List<SetTraffic> told = counted(sets.told(direction).values(), policy.name());
    return new PolicyDetail.Gate(
        direction,
        policy.isolates(direction),
        policy.rules(direction).stream()
            .map(rule -> rule(policy, direction, rule, enforced, told))
            .toList(),
        byDefault(enforced, policy.name()),
        byDefault(told, policy.name()));
  }

  private List<SetTraffic> counted(Collection<RuleSet> all, PolicyName policy) {
    return all.stream()
        .filter(set -> set.policies().contains(policy))
        .map(set -> SetTraffic.of(set, model, dataplane))
        .toList();
  }

  private static PolicyDetail.Rule rule(
      Policy policy,
      Direction direction,
      Rule rule,
      List<SetTraffic> enforced,
      List<SetTraffic> told) {
    Predicate<RuleRef> meant =
        ref -> ref.policy().equals(policy.name()) && ref.index() == rule.index();
    return new PolicyDetail.Rule(
        RuleWording.of(policy, direction, rule),
        sum(enforced.stream().map(set -> set.of(meant)).toList()),
        sum(told.stream().map(set -> set.of(meant)).toList()));
  }

  private static Traffic byDefault(List<SetTraffic> all, PolicyName policy) {
    return sum(
        all.stream()
            .filter(set -> set.set().isolating().contains(policy))
            .map(SetTraffic::byDefault)
            .toList());
  }

  private static Traffic sum(List<Traffic> all) {
    return all.stream().reduce(Traffic.NONE, Traffic::plus);
  }
}
