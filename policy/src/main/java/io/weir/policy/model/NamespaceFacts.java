package io.weir.policy.model;

import java.util.Map;

/**
 * A namespace.
 *
 * @param labels kubernetes.io/metadata.name among them, put there by the API server
 * @param socketLoadBalancing false when its annotation {@code weir.io/socket-lb} is "disabled"
 * @param strict label {@code weir.io/new-pods} is "deny": a pod of it is closed until its policies
 *     are in place
 * @param audit label {@code weir.io/policy-mode} is "audit": its NetworkPolicies are told, not
 *     enforced
 */
public record NamespaceFacts(
    String name,
    Map<String, String> labels,
    boolean socketLoadBalancing,
    boolean strict,
    boolean audit) {
  public NamespaceFacts {
    labels = Map.copyOf(labels);
  }
}
