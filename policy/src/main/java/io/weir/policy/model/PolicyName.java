package io.weir.policy.model;

import java.util.Comparator;

/**
 * Names a policy object. Orders by kind, namespace, name.
 *
 * @param namespace empty for ClusterNetworkPolicy
 */
public record PolicyName(PolicyKind kind, String namespace, String name)
    implements Comparable<PolicyName> {
  private static final Comparator<PolicyName> ORDER =
      Comparator.comparing(PolicyName::kind)
          .thenComparing(PolicyName::namespace)
          .thenComparing(PolicyName::name);

  public PolicyName {
    if (name.isEmpty() || namespace.isEmpty() != (kind == PolicyKind.CLUSTER_NETWORK_POLICY)) {
      throw new IllegalArgumentException(
          "kind=" + kind + " namespace=" + namespace + " name=" + name + ": no such policy");
    }
  }

  public static PolicyName networkPolicy(String namespace, String name) {
    return new PolicyName(PolicyKind.NETWORK_POLICY, namespace, name);
  }

  public static PolicyName clusterNetworkPolicy(String name) {
    return new PolicyName(PolicyKind.CLUSTER_NETWORK_POLICY, "", name);
  }

  @Override
  public int compareTo(PolicyName other) {
    return ORDER.compare(this, other);
  }

  /** {@code NetworkPolicy shop/db} or {@code ClusterNetworkPolicy no-metadata}. */
  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
