package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.agent.observe.EndpointDetail;
import io.weir.agent.observe.EndpointRow;
import io.weir.agent.observe.Traffic;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.compile.RuleRef;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers of {@code weir endpoint ls} and {@code get}. */
final class EndpointAnswers {
  private final PolicyModel model;
  private final Dataplane dataplane;
  private final SetsInUse sets;

  EndpointAnswers(PolicyModel model, Dataplane dataplane) {
    this.model = model;
    this.dataplane = dataplane;
    this.sets = new SetsInUse(model);
  }

  /** Pods with an interface of their own, then interfaces whose pod is not known. */
  List<EndpointRow> rows() {
    Stream<EndpointRow> pods =
        model.localPods().stream()
            .filter(pod -> !pod.hostNetwork())
            .sorted(Comparator.comparing(PodFacts::name))
            .map(pod -> row(pod, state(pod.name())));
    Stream<EndpointRow> nobodys =
        model.endpoints().stream().filter(e -> e.pod().isEmpty()).map(this::nobodys);
    return Stream.concat(pods, nobodys).toList();
  }

  private Optional<EndpointState> state(ObjectName pod) {
    return model.endpoints().stream().filter(e -> e.pod().equals(Optional.of(pod))).findFirst();
  }

  private EndpointRow row(PodFacts pod, Optional<EndpointState> state) {
    EndpointPolicy policy = state.map(EndpointState::inForce).orElse(EndpointPolicy.OPEN);
    return new EndpointRow(
        pod.name().namespace(),
        pod.name().name(),
        state.map(s -> s.link().ifindex()).orElse(0),
        state.map(s -> s.link().name()).orElse(""),
        pod.addresses().stream().map(IpAddress::toString).toList(),
        gate(policy.ingress()),
        gate(policy.egress()),
        state.map(EndpointAnswers::state).orElse(EndpointRow.State.NO_INTERFACE),
        model.strict(pod.name().namespace()));
  }

  private EndpointRow nobodys(EndpointState state) {
    return new EndpointRow(
        "",
        "",
        state.link().ifindex(),
        state.link().name(),
        state.link().addresses().stream().map(IpAddress::toString).toList(),
        gate(state.inForce().ingress()),
        gate(state.inForce().egress()),
        state(state),
        false);
  }

  private EndpointRow.Gate gate(int set) {
    Optional<RuleSet> rules = sets.set(set);
    return new EndpointRow.Gate(
        RuleSet.idText(set),
        rules.map(RuleSet::isolated).orElse(false),
        rules.map(r -> r.rules().size()).orElse(0));
  }

  static EndpointRow.State state(EndpointState state) {
    if (state.inForce().equals(EndpointPolicy.CLOSED)) {
      return EndpointRow.State.CLOSED;
    }
    return state.upToDate() ? EndpointRow.State.READY : EndpointRow.State.NOT_UP_TO_DATE;
  }

  Optional<EndpointDetail> detail(ObjectName name) {
    return model
        .pod(name)
        .filter(pod -> pod.node().equals(model.node()) && !pod.hostNetwork())
        .map(pod -> {
          Optional<EndpointState> state = state(name);
          return new EndpointDetail(
              row(pod, state),
              state
                  .map(s -> Stream.of(Direction.values()).map(d -> gate(s, d)).toList())
                  .orElse(List.of()));
        });
  }

  private EndpointDetail.Gate gate(EndpointState state, Direction direction) {
    int id = SetsInUse.enforced(state.inForce(), direction);
    Optional<SetTraffic> set = sets.set(id).map(s -> SetTraffic.of(s, model, dataplane));
    return new EndpointDetail.Gate(
        direction,
        RuleSet.idText(id),
        (int)
            model.endpoints().stream()
                .filter(e -> SetsInUse.enforced(e.inForce(), direction) == id)
                .count(),
        set.map(s -> names(s.set().isolating())).orElse(List.of()),
        set.map(s -> rules(s, s.set().rules().stream().distinct().toList(), direction))
            .orElse(List.of()),
        set.map(SetTraffic::byDefault).orElse(Traffic.NONE),
        audit(state.inForce(), direction, set));
  }

  private List<EndpointDetail.Rule> rules(
      SetTraffic set, List<RuleRef> rules, Direction direction) {
    return rules.stream()
        .map(rule ->
            new EndpointDetail.Rule(
                RuleWording.of(model.policies(), direction, rule), set.of(rule::equals)))
        .toList();
  }

  private EndpointDetail.Audit audit(
      EndpointPolicy inForce, Direction direction, Optional<SetTraffic> enforced) {
    int id = SetsInUse.audited(inForce, direction);
    Optional<RuleSet> told = sets.set(id);
    if (id == SetsInUse.enforced(inForce, direction) || told.isEmpty()) {
      return new EndpointDetail.Audit("", List.of(), List.of(), Traffic.NONE);
    }
    SetTraffic traffic = SetTraffic.of(told.get(), model, dataplane);
    Set<RuleRef> rules = enforced.map(s -> Set.copyOf(s.set().rules())).orElse(Set.of());
    Set<PolicyName> isolating = enforced.map(s -> Set.copyOf(s.set().isolating())).orElse(Set.of());
    return new EndpointDetail.Audit(
        RuleSet.idText(id),
        names(told.get().isolating().stream().filter(p -> !isolating.contains(p)).toList()),
        rules(
            traffic,
            told.get().rules().stream().distinct().filter(r -> !rules.contains(r)).toList(),
            direction),
        traffic.byDefault());
  }

  static List<String> names(List<PolicyName> policies) {
    return policies.stream().map(PolicyName::toString).toList();
  }
}
