package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.NamespaceFacts;

/** v1 Namespace: nothing but its name and our annotation. */
final class NamespaceDraft extends Draft {
  @Override
  void field(String name, Json in) {
    in.skip();
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.NamespaceChanged(
        new NamespaceFacts(meta().clusterName(), meta().socketLoadBalancing()));
  }
}
