package io.weir.agent.model;

import io.weir.service.model.NodeFacts;

/**
 * A Node object as Services see it; they look at our own only.
 *
 * @param deleting it has a deletionTimestamp
 * @param drainedByAutoscaler it has the taint ToBeDeletedByClusterAutoscaler, whatever the effect
 *     (services.md HC-6)
 */
public record OwnNode(NodeFacts facts, boolean deleting, boolean drainedByAutoscaler) {
  /** Whether load balancers may keep sending to this node. */
  public boolean eligible() {
    return !deleting && !drainedByAutoscaler;
  }
}
