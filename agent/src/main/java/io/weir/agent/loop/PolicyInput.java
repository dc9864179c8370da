package io.weir.agent.loop;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;

/**
 * What {@link ClusterState} tells of the objects that policies are made of: every real change, no
 * repeats. An object told again replaces what was told of its name, also when it is another object
 * by now (another uid). Deletions are told of known objects only.
 */
interface PolicyInput {
  /** A pod of any node; finished ones are told as deleted. */
  void pod(PodFacts pod);

  void podDeleted(ObjectName name);

  void namespace(NamespaceFacts namespace);

  void namespaceDeleted(String name);

  void node(NodeFacts node);

  void nodeDeleted(String name);

  void networkPolicy(NetworkPolicyFacts policy);

  void clusterNetworkPolicy(ClusterNetworkPolicyFacts policy);

  /** Of either kind. */
  void policyDeleted(PolicyName name);

  /** Listens to nothing. */
  PolicyInput NONE =
      new PolicyInput() {
        @Override
        public void pod(PodFacts pod) {}

        @Override
        public void podDeleted(ObjectName name) {}

        @Override
        public void namespace(NamespaceFacts namespace) {}

        @Override
        public void namespaceDeleted(String name) {}

        @Override
        public void node(NodeFacts node) {}

        @Override
        public void nodeDeleted(String name) {}

        @Override
        public void networkPolicy(NetworkPolicyFacts policy) {}

        @Override
        public void clusterNetworkPolicy(ClusterNetworkPolicyFacts policy) {}

        @Override
        public void policyDeleted(PolicyName name) {}
      };
}
