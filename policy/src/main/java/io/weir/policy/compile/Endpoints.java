package io.weir.policy.compile;

import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pods of this node, and which sets each has. */
final class Endpoints {
  private final String nodeName;
  private final Cluster cluster;
  private final PolicyBook book;
  private final Plans plans;
  private final SetTable sets;
  private final Map<ObjectName, Endpoint> endpoints = new HashMap<>();
  private final Map<ObjectName, EndpointPolicy> told = new HashMap<>();
  private final Set<Endpoint> unconfirmed = new LinkedHashSet<>();

  Endpoints(String nodeName, Cluster cluster, PolicyBook book, Plans plans, SetTable sets) {
    this.nodeName = nodeName;
    this.cluster = cluster;
    this.book = book;
    this.plans = plans;
    this.sets = sets;
  }

  /** Those that {@code policy} selects. */
  List<ObjectName> selected(Policy policy) {
    return endpoints.keySet().stream().filter(name -> isSelected(policy, name)).toList();
  }

  private boolean isSelected(Policy policy, ObjectName name) {
    Optional<PodFacts> pod = cluster.pod(name);
    Optional<Namespace> namespace = cluster.namespace(name.namespace());
    return pod.isPresent()
        && namespace.isPresent()
        && book.selects(policy, pod.get(), namespace.get());
  }

  /** Plans for the pods that changes have touched; {@link #settle} carries them out. */
  void plan(Collection<ObjectName> touched) {
    for (ObjectName name : touched) {
      Optional<PodFacts> pod = cluster.pod(name).filter(this::isEndpoint);
      if (pod.isPresent()) {
        Namespace namespace = cluster.namespace(name.namespace()).orElseThrow();
        Endpoint endpoint = endpoints.computeIfAbsent(name, Endpoint::new);
        List<PolicyBook.Entry> selecting = book.selecting(pod.get(), namespace);
        plans.plan(endpoint, pod.get(), namespace, selecting);
      } else if (endpoints.containsKey(name)) {
        remove(endpoints.remove(name));
      }
    }
  }

  private boolean isEndpoint(PodFacts pod) {
    return pod.node().equals(nodeName) && cluster.owns(pod);
  }

  private void remove(Endpoint endpoint) {
    plans.leave(endpoint, endpoint.plans());
    change(endpoint, Endpoint.Slots.of(Optional.empty()));
  }

  /**
   * The dataplane has at every endpoint what was settled, and nothing from before.
   *
   * @param behind but at these
   */
  void confirm(Collection<ObjectName> behind) {
    List<Endpoint> confirmed =
        unconfirmed.stream()
            .filter(e -> !behind.contains(e.name()) || endpoints.get(e.name()) != e)
            .toList();
    for (Endpoint endpoint : confirmed) {
      Endpoint.Slots<LiveSet> before = endpoint.inForce();
      endpoint.inForce(endpoint.sets());
      endpoint.inForce().present().forEach(sets::use);
      before.present().forEach(sets::release);
      unconfirmed.remove(endpoint);
    }
  }

  /**
   * Gives each what it is to have.
   *
   * @param touched as for {@link #plan}
   * @param made plans that have another set than before
   */
  void settle(
      Collection<ObjectName> touched,
      Collection<Plan> made,
      Map<ObjectName, Optional<EndpointPolicy>> out) {
    Set<ObjectName> names = new LinkedHashSet<>(touched);
    made.forEach(plan -> plan.endpoints().forEach(endpoint -> names.add(endpoint.name())));
    for (ObjectName name : names) {
      Optional<Endpoint> endpoint = Optional.ofNullable(endpoints.get(name));
      endpoint.ifPresent(e -> change(e, e.wanted()));
      Optional<EndpointPolicy> now = endpoint.map(Endpoint::policy);
      if (!now.equals(Optional.ofNullable(told.get(name)))) {
        out.put(name, now);
        now.ifPresentOrElse(policy -> told.put(name, policy), () -> told.remove(name));
      }
    }
  }

  private void change(Endpoint endpoint, Endpoint.Slots<LiveSet> to) {
    Endpoint.Slots<LiveSet> before = endpoint.sets();
    endpoint.sets(to);
    to.present().forEach(sets::use);
    before.present().forEach(sets::release);
    unconfirmed.add(endpoint);
  }
}
