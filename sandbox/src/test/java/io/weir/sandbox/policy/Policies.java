package io.weir.sandbox.policy;

import io.weir.sandbox.demo.Cluster;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** The NetworkPolicies that a test made. */
final class Policies {
  private static final String GROUP = "/apis/networking.k8s.io/v1/namespaces/";
  private final Cluster cluster;
  private final Set<String> paths = new LinkedHashSet<>();

  Policies(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param spec flow style
   */
  void apply(String name, String spec) {
    apply("default", name, "", spec);
  }

  void apply(String namespace, String name, String annotations, String spec) {
    cluster
        .api()
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: %s, namespace: %s, annotations: {%s}}
            spec: %s
            """
                .formatted(name, namespace, annotations, spec));
    paths.add(GROUP + namespace + "/networkpolicies/" + name);
  }

  /** What the API of today would refuse. */
  void applyUnchecked(String name, String spec) {
    apply("default", name, "weir.io/sandbox-unchecked: 'true'", spec);
  }

  void remove(String name) {
    String path = GROUP + "default/networkpolicies/" + name;
    cluster.api().delete(path);
    paths.remove(path);
  }

  void removeAll() {
    paths.forEach(cluster.api()::delete);
    paths.clear();
  }

  static String prefix(IpAddress ip) {
    return ip + (ip.family() == Family.IPV4 ? "/32" : "/128");
  }
}
