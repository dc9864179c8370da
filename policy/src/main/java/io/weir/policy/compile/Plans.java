package io.weir.policy.compile;

import io.weir.policy.model.Direction;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PodFacts.NamedPort;
import io.weir.policy.model.PolicyName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The plans that endpoints are to have, each made once for all of them. */
final class Plans {
  private static final Comparator<NamedPort> ORDER =
      Comparator.comparing(NamedPort::name)
          .thenComparing(NamedPort::protocol)
          .thenComparingInt(NamedPort::number);

  private final Questions questions;
  private final Map<Plan.Key, Plan> plans = new HashMap<>();
  private final Set<Plan> toMake = new LinkedHashSet<>();
  private final Set<Plan> left = new LinkedHashSet<>();
  private final Set<Plan> refused = new LinkedHashSet<>();

  Plans(Questions questions) {
    this.questions = questions;
  }

  /** Gives {@code endpoint} the plans of the policies that select it. */
  void plan(Endpoint endpoint, PodFacts pod, Namespace namespace, List<PolicyBook.Entry> all) {
    List<PolicyBook.Entry> enforced =
        all.stream().filter(entry -> !entry.isAudited(namespace)).toList();
    Endpoint.Slots<Plan> before = endpoint.plans();
    endpoint.plans(
        new Endpoint.Slots<>(
            plan(Direction.INGRESS, pod, enforced),
            plan(Direction.EGRESS, pod, enforced),
            plan(Direction.INGRESS, pod, all),
            plan(Direction.EGRESS, pod, all)));
    leave(endpoint, before);
    endpoint.plans().present().forEach(plan -> plan.endpoints().add(endpoint));
  }

  void leave(Endpoint endpoint, Endpoint.Slots<Plan> plans) {
    for (Plan plan : plans.present()) {
      plan.endpoints().remove(endpoint);
      left.add(plan);
    }
  }

  private Optional<Plan> plan(Direction direction, PodFacts pod, List<PolicyBook.Entry> selecting) {
    List<PolicyBook.Entry> stack = PolicyStack.of(direction, selecting, PolicyBook.Entry::policy);
    if (stack.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names =
        stack.stream()
            .flatMap(entry -> entry.ownPortNames(direction).stream())
            .collect(Collectors.toSet());
    List<NamedPort> own =
        pod.ports().stream()
            .filter(p -> names.contains(p.name()))
            .distinct()
            .sorted(ORDER)
            .toList();
    return Optional.of(plans.computeIfAbsent(new Plan.Key(direction, stack, own), this::create));
  }

  private Plan create(Plan.Key key) {
    List<LiveQuestion> asked =
        key.entries().stream()
            .flatMap(entry -> entry.questions(key.direction()).stream())
            .distinct()
            .map(questions::use)
            .toList();
    Plan plan = new Plan(key, asked);
    asked.forEach(question -> question.plans().add(plan));
    toMake.add(plan);
    return plan;
  }

  /** Makes new plans' sets, and those of {@code outdated} ones again; gives all of them. */
  Collection<Plan> make(Collection<Plan> outdated, SetTable sets) {
    toMake.addAll(outdated);
    List<Plan> made = toMake.stream().filter(plan -> !plan.endpoints().isEmpty()).toList();
    toMake.clear();
    for (Plan plan : made) {
      SetBuilder.Built built =
          new SetBuilder(plan.key().direction(), plan.key().ownPorts(), questions::numbers)
              .build(plan.stack());
      built
          .content()
          .ifPresentOrElse(
              content -> plan.made(sets.of(content, plan.questions())),
              () -> plan.refuse(built.refused()));
      if (built.content().isPresent()) {
        refused.remove(plan);
      } else {
        refused.add(plan);
      }
    }
    return made;
  }

  /** Forgets the plans that no endpoint is to have any more. */
  void sweep() {
    for (Plan plan : left) {
      if (plan.endpoints().isEmpty() && plans.remove(plan.key(), plan)) {
        refused.remove(plan);
        plan.questions().forEach(question -> question.plans().remove(plan));
        questions.release(plan.questions());
      }
    }
    left.clear();
  }

  Map<PolicyName, String> refused() {
    Map<PolicyName, String> all = new TreeMap<>();
    refused.forEach(plan -> all.putAll(plan.refused()));
    return all;
  }
}
