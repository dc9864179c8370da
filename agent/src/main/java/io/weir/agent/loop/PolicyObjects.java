package io.weir.agent.loop;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The latest facts of all pods, namespaces, nodes and policies of the cluster. Passes what is a
 * change on to the policies; each method says whether it was one. Not thread-safe: the loop owns
 * it.
 */
final class PolicyObjects {
  private final Map<ObjectName, PodFacts> pods = new HashMap<>();
  private final Map<String, NamespaceFacts> namespaces = new HashMap<>();
  private final Map<String, NodeFacts> nodes = new HashMap<>();
  private final Map<PolicyName, NetworkPolicyFacts> networkPolicies = new HashMap<>();
  private final Map<PolicyName, ClusterNetworkPolicyFacts> clusterPolicies = new HashMap<>();
  private final PolicyInput input;

  PolicyObjects(PolicyInput input) {
    this.input = input;
  }

  boolean put(PodFacts pod) {
    return put(pods, pod.name(), pod, input::pod);
  }

  boolean removePod(ObjectName name) {
    return remove(pods, name, input::podDeleted);
  }

  boolean put(NamespaceFacts namespace) {
    return put(namespaces, namespace.name(), namespace, input::namespace);
  }

  boolean removeNamespace(String name) {
    return remove(namespaces, name, input::namespaceDeleted);
  }

  boolean put(NodeFacts node) {
    return put(nodes, node.name(), node, input::node);
  }

  boolean removeNode(String name) {
    return remove(nodes, name, input::nodeDeleted);
  }

  boolean put(NetworkPolicyFacts policy) {
    return put(networkPolicies, policy.name(), policy, input::networkPolicy);
  }

  boolean put(ClusterNetworkPolicyFacts policy) {
    return put(clusterPolicies, policy.name(), policy, input::clusterNetworkPolicy);
  }

  boolean removePolicy(PolicyName name) {
    return switch (name.kind()) {
      case NETWORK_POLICY -> remove(networkPolicies, name, input::policyDeleted);
      case CLUSTER_NETWORK_POLICY -> remove(clusterPolicies, name, input::policyDeleted);
    };
  }

  /** Absent while unknown. */
  Optional<NamespaceFacts> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  Set<ObjectName> podNames() {
    return pods.keySet();
  }

  Set<String> namespaceNames() {
    return namespaces.keySet();
  }

  Set<String> nodeNames() {
    return nodes.keySet();
  }

  Set<PolicyName> networkPolicyNames() {
    return networkPolicies.keySet();
  }

  Set<PolicyName> clusterPolicyNames() {
    return clusterPolicies.keySet();
  }

  private static <N, F> boolean put(Map<N, F> known, N name, F facts, Consumer<F> changed) {
    if (facts.equals(known.put(name, facts))) {
      return false;
    }
    changed.accept(facts);
    return true;
  }

  private static <N> boolean remove(Map<N, ?> known, N name, Consumer<N> deleted) {
    if (known.remove(name) == null) {
      return false;
    }
    deleted.accept(name);
    return true;
  }

  /** Those of {@code known} whose key in lists is not in {@code listed}. */
  static <N> List<N> missing(Set<N> known, Set<String> listed, Function<N, String> key) {
    return known.stream().filter(n -> !listed.contains(key.apply(n))).toList();
  }

  /** As lists name the policy: {@code namespace/name}, or {@code name}. */
  static String key(PolicyName policy) {
    return policy.namespace().isEmpty() ? policy.name() : policy.namespace() + "/" + policy.name();
  }

  Optional<PodFacts> pod(ObjectName name) {
    return Optional.ofNullable(pods.get(name));
  }

  Collection<PodFacts> pods() {
    return Collections.unmodifiableCollection(pods.values());
  }

  Collection<NodeFacts> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }
}
