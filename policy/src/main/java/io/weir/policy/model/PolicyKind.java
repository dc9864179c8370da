package io.weir.policy.model;

/** Which API a policy came from. Admin and Baseline objects share one name space. */
public enum PolicyKind {
  /** networking.k8s.io/v1 NetworkPolicy. */
  NETWORK_POLICY("NetworkPolicy"),
  /** policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy. */
  CLUSTER_NETWORK_POLICY("ClusterNetworkPolicy");

  private final String text;

  PolicyKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
