package io.weir.agent.loop;

import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.UserEvents;
import io.weir.policy.compile.ClusterNetworkPolicyReader;
import io.weir.policy.compile.NetworkPolicyReader;
import io.weir.policy.compile.PolicyCompiler;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.Fault;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import io.weir.values.Reading;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges policies and hands everything to the compiler. What a policy has wrong is a fault, and an
 * Event on it; a policy of which nothing can be used keeps the last form that could. Not
 * thread-safe: the loop owns it.
 */
final class PolicyIntake implements PolicyInput {
  private final String nodeName;
  private final PolicyCompiler compiler;
  private final Faults faults;
  private final UserEvents events;
  private final PolicyConditions conditions;
  private final Map<PolicyName, Policy> policies = new HashMap<>();
  private final Map<PolicyName, ObjectRef> objects = new HashMap<>();
  private List<IpPrefix> podRanges = List.of();
  private boolean changed;

  PolicyIntake(
      String nodeName,
      PolicyCompiler compiler,
      Faults faults,
      UserEvents events,
      PolicyConditions conditions) {
    this.nodeName = nodeName;
    this.compiler = compiler;
    this.faults = faults;
    this.events = events;
    this.conditions = conditions;
  }

  @Override
  public void pod(PodFacts pod) {
    compiler.put(pod);
    changed = true;
  }

  @Override
  public void podDeleted(ObjectName name) {
    compiler.removePod(name);
    changed = true;
  }

  @Override
  public void namespace(NamespaceFacts namespace) {
    compiler.put(namespace);
    changed = true;
  }

  @Override
  public void namespaceDeleted(String name) {
    compiler.removeNamespace(name);
    changed = true;
  }

  @Override
  public void node(NodeFacts node) {
    if (node.name().equals(nodeName)) {
      podRanges = node.podRanges();
    }
    compiler.put(node);
    changed = true;
  }

  @Override
  public void nodeDeleted(String name) {
    compiler.removeNode(name);
    changed = true;
  }

  @Override
  public void networkPolicy(NetworkPolicyFacts policy) {
    objects.put(policy.name(), ObjectRef.policy(policy.name(), policy.uid()));
    judged(policy.name(), NetworkPolicyReader.read(policy));
  }

  @Override
  public void clusterNetworkPolicy(ClusterNetworkPolicyFacts policy) {
    objects.put(policy.name(), ObjectRef.policy(policy.name(), policy.uid()));
    Reading<Policy> reading = ClusterNetworkPolicyReader.read(policy);
    judged(policy.name(), reading);
    conditions.judged(policy, reading);
  }

  private void judged(PolicyName name, Reading<Policy> reading) {
    boolean news = faults.set(name, reading.faults());
    if (news) {
      Fault first = reading.faults().getFirst();
      events.warn(objects.get(name), "InvalidPolicy", first.field() + ": " + first.reason());
    }
    reading
        .value()
        .ifPresent(policy -> {
          policies.put(name, policy);
          compiler.put(policy);
          changed = true;
        });
  }

  @Override
  public void policyDeleted(PolicyName name) {
    faults.set(name, List.of());
    objects.remove(name);
    conditions.deleted(name);
    policies.remove(name);
    compiler.remove(name);
    changed = true;
  }

  /** Tells on the object that its rules do not fit; what was in force stays. */
  void refused(PolicyName name, String reason) {
    ObjectRef object = objects.get(name);
    if (object != null) {
      events.warn(object, "PolicyRefused", reason);
    }
  }

  /** Whether anything came since the last question. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Our node's spec.podCIDRs. */
  List<IpPrefix> podRanges() {
    return podRanges;
  }

  /** Every policy, whether anything of it could be used or not; a view. */
  Set<PolicyName> names() {
    return Collections.unmodifiableSet(objects.keySet());
  }

  /** Every policy in its last usable form; a view. */
  Map<PolicyName, Policy> policies() {
    return Collections.unmodifiableMap(policies);
  }
}
