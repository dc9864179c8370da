package io.weir.agent.loop;

import io.weir.policy.compile.PolicyTables;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.Fault;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a question may look at of policies. Only valid while the loop runs the question. */
public final class PolicyView {
  private final ClusterState state;
  private final Enforcement enforcement;
  private final Faults faults;

  PolicyView(ClusterState state, Enforcement enforcement, Faults faults) {
    this.state = state;
    this.enforcement = enforcement;
    this.faults = faults;
  }

  /** Every policy of the cluster, also those of which nothing could be used. */
  public Set<PolicyName> names() {
    return enforcement.intake().names();
  }

  /** Whether a policy is told and not enforced, by its own mode or its namespace's. */
  public boolean audited(Policy policy) {
    return policy.audit() || state.audited(policy.name().namespace());
  }

  /** Whether a pod of this namespace is closed until its policies are in place. */
  public boolean strict(String namespace) {
    return state.strict(namespace);
  }

  /** Every policy of the cluster in its last usable form. */
  public Map<PolicyName, Policy> policies() {
    return enforcement.intake().policies();
  }

  /** What is wrong with a policy. */
  public List<Fault> faults(PolicyName policy) {
    return faults.of(policy);
  }

  /** Policies whose rules do not fit, with the reason. */
  public Map<PolicyName, String> refused() {
    return enforcement.policies().refused();
  }

  /** The tables as they should be in the kernel. */
  public PolicyTables tables() {
    return enforcement.policies().tables();
  }

  /**
   * Where the counters of a set begin in {@code rule_counters}: the default's, then one for each
   * rule; 0 = it has none.
   */
  public int counters(int set) {
    return enforcement.policies().sets().counters(set);
  }

  /** How many rule sets there are. */
  public int sets() {
    return enforcement.policies().sets().count();
  }

  /** The interfaces we enforce on. */
  public Collection<EndpointState> endpoints() {
    return enforcement.endpoints().states();
  }

  /** Whether everything is in the kernel as it should be. */
  public boolean settled() {
    return enforcement.settled();
  }

  public Optional<PodFacts> pod(ObjectName name) {
    return state.pod(name);
  }

  /** Every pod of the cluster that is not finished. */
  public Collection<PodFacts> pods() {
    return state.pods();
  }

  public Collection<NodeFacts> nodes() {
    return state.nodes();
  }
}
