package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;

/** One event of a watch. */
public sealed interface Change {
  record PodIs(PodFacts pod) implements Change {}

  record PodGone(ObjectName name) implements Change {}

  record NamespaceIs(NamespaceFacts namespace) implements Change {}

  record NamespaceGone(String name) implements Change {}

  record NodeIs(NodeFacts node) implements Change {}

  record NodeGone(String name) implements Change {}

  record PolicyIs(NetworkPolicyFacts policy) implements Change {}

  record ClusterPolicyIs(ClusterNetworkPolicyFacts policy) implements Change {}

  record PolicyGone(PolicyName name) implements Change {}

  /** The cluster as it is after this. */
  default void to(Cluster cluster) {
    switch (this) {
      case PodIs(PodFacts pod) -> cluster.pods.put(pod.name(), pod);
      case PodGone(ObjectName name) -> cluster.pods.remove(name);
      case NamespaceIs(NamespaceFacts n) -> cluster.namespaces.put(n.name(), n);
      case NamespaceGone(String name) -> cluster.namespaces.remove(name);
      case NodeIs(NodeFacts node) -> cluster.nodes.put(node.name(), node);
      case NodeGone(String name) -> cluster.nodes.remove(name);
      case PolicyIs(NetworkPolicyFacts p) -> cluster.policies.put(p.name(), p);
      case ClusterPolicyIs(ClusterNetworkPolicyFacts p) -> cluster.clusterPolicies.put(p.name(), p);
      case PolicyGone(PolicyName name) -> {
        cluster.policies.remove(name);
        cluster.clusterPolicies.remove(name);
      }
    }
  }
}
