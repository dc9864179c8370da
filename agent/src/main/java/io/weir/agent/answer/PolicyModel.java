package io.weir.agent.answer;

import io.weir.agent.loop.EndpointState;
import io.weir.policy.compile.PolicyTables;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.Fault;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What answers about policy look at; holds only while the loop runs the question. */
interface PolicyModel {
  /** The node we run on. */
  String node();

  /** Every policy, also those of which nothing could be used. */
  Set<PolicyName> names();

  /** Every policy in its last usable form. */
  Map<PolicyName, Policy> policies();

  /** Whether the policy is told and not enforced, by its own mode or its namespace's. */
  boolean audited(Policy policy);

  List<Fault> faults(PolicyName policy);

  /** Policies whose rules do not fit, with the reason. */
  Map<PolicyName, String> refused();

  /** The tables as they should be in the kernel. */
  PolicyTables tables();

  /** Where the counters of a set begin: the default's, then one for each rule; 0 = it has none. */
  int counters(int set);

  /** The interfaces we enforce on. */
  Collection<EndpointState> endpoints();

  /** Pods of our node. */
  Collection<PodFacts> localPods();

  /** Whether a pod of this namespace is closed until its policies are in place. */
  boolean strict(String namespace);

  Optional<PodFacts> pod(ObjectName name);

  /** Every pod of the cluster that is not finished. */
  Collection<PodFacts> pods();

  Collection<NodeFacts> nodes();

  /** The Service that has this address, port and protocol, and where it would go from our node. */
  Optional<Translation> service(L4Address address, Protocol protocol);

  /**
   * @param service {@code namespace/name[:portName]/protocol}
   * @param backends {@code address:port} each
   */
  record Translation(String service, List<String> backends) {}
}
