package io.weir.policy.model;

/** Which API a policy came from. Admin and Baseline objects share one name space. */
public enum PolicyKind {
  /** networking.k8s.io/v1 NetworkPolicy. */
  NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy"),
  /** policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy. */
  CLUSTER_NETWORK_POLICY("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy");

  private final String apiVersion;
  private final String text;

  PolicyKind(String apiVersion, String text) {
    this.apiVersion = apiVersion;
    this.text = text;
  }

  /** Group and version of the API, as objects carry it. */
  public String apiVersion() {
    return apiVersion;
  }

  @Override
  public String toString() {
    return text;
  }
}
