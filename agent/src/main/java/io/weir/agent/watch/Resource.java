package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.policy.model.PolicyName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What to ask the API server for, and how to read the answer.
 *
 * @param path of the list, over all namespaces
 * @param selectors query parameters that narrow the list, encoded
 * @param optional whether the API server may not know the kind
 * @param draft a fresh reader for one object
 * @param deleted the event that the object with this metadata is gone
 */
record Resource(
    Kind kind,
    String path,
    String selectors,
    boolean optional,
    Supplier<Draft> draft,
    Function<Meta, ClusterEvent> deleted) {

  /** The kinds (services.md OBJ-1, OBJ-2, OBJ-17), whole each: policies may speak of any pod. */
  static List<Resource> all() {
    return List.of(
        services(),
        slices(),
        nodes(),
        pods(),
        namespaces(),
        networkPolicies(),
        clusterPolicies(),
        serviceCidrs());
  }

  private static Resource services() {
    return new Resource(
        Kind.SERVICE,
        "/api/v1/services",
        query("labelSelector", "!service.kubernetes.io/service-proxy-name")
            + query("fieldSelector", "spec.clusterIP!=None"),
        false,
        ServiceDraft::new,
        meta -> new ClusterEvent.ServiceDeleted(meta.objectName()));
  }

  private static Resource slices() {
    return new Resource(
        Kind.ENDPOINT_SLICE,
        "/apis/discovery.k8s.io/v1/endpointslices",
        query("labelSelector", "!service.kubernetes.io/headless"),
        false,
        SliceDraft::new,
        meta -> new ClusterEvent.SliceDeleted(meta.objectName()));
  }

  private static Resource nodes() {
    return whole(
        Kind.NODE,
        "/api/v1/nodes",
        NodeDraft::new,
        meta -> new ClusterEvent.NodeDeleted(meta.clusterName()));
  }

  private static Resource pods() {
    return whole(
        Kind.POD,
        "/api/v1/pods",
        PodDraft::new,
        meta -> new ClusterEvent.PodDeleted(meta.objectName()));
  }

  private static Resource namespaces() {
    return whole(
        Kind.NAMESPACE,
        "/api/v1/namespaces",
        NamespaceDraft::new,
        meta -> new ClusterEvent.NamespaceDeleted(meta.clusterName()));
  }

  private static Resource networkPolicies() {
    return whole(
        Kind.NETWORK_POLICY,
        "/apis/networking.k8s.io/v1/networkpolicies",
        NetworkPolicyDraft::new,
        meta -> new ClusterEvent.NetworkPolicyDeleted(NetworkPolicyDraft.name(meta)));
  }

  private static Resource clusterPolicies() {
    return new Resource(
        Kind.CLUSTER_NETWORK_POLICY,
        "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies",
        "",
        true,
        ClusterNetworkPolicyDraft::new,
        meta ->
            new ClusterEvent.ClusterNetworkPolicyDeleted(
                PolicyName.clusterNetworkPolicy(meta.clusterName())));
  }

  /** Served since Kubernetes 1.33; before that nobody tells which ranges ClusterIPs are from. */
  private static Resource serviceCidrs() {
    return new Resource(
        Kind.SERVICE_CIDR,
        "/apis/networking.k8s.io/v1/servicecidrs",
        "",
        true,
        ServiceCidrDraft::new,
        meta -> new ClusterEvent.ServiceCidrDeleted(meta.clusterName()));
  }

  /** A kind that every API server has, all of it. */
  private static Resource whole(
      Kind kind, String path, Supplier<Draft> draft, Function<Meta, ClusterEvent> deleted) {
    return new Resource(kind, path, "", false, draft, deleted);
  }

  /** {@code &name=value}, encoded. */
  static String query(String name, String value) {
    return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
