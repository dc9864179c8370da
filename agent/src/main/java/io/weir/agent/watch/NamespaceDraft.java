package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.model.NamespaceFacts;

/** v1 Namespace: its name, its labels and our annotation. */
final class NamespaceDraft extends Draft {
  NamespaceDraft() {
    super(true);
  }

  @Override
  void field(String name, Json in) {
    in.skip();
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.NamespaceChanged(
        new NamespaceFacts(
            meta().clusterName(),
            meta().labels(),
            meta().socketLoadBalancing(),
            "deny".equals(meta().labels().get(Meta.NEW_PODS)),
            "audit".equals(meta().labels().get(Meta.POLICY_MODE))));
  }
}
