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
        new Resource(
            Kind.SERVICE,
            "/api/v1/services",
            query("labelSelector", "!service.kubernetes.io/service-proxy-name")
                + query("fieldSelector", "spec.clusterIP!=None"),
            false,
            ServiceDraft::new,
            meta -> new ClusterEvent.ServiceDeleted(meta.objectName())),
        new Resource(
            Kind.ENDPOINT_SLICE,
            "/apis/discovery.k8s.io/v1/endpointslices",
            query("labelSelector", "!service.kubernetes.io/headless"),
            false,
            SliceDraft::new,
            meta -> new ClusterEvent.SliceDeleted(meta.objectName())),
        new Resource(
            Kind.NODE,
            "/api/v1/nodes",
            "",
            false,
            NodeDraft::new,
            meta -> new ClusterEvent.NodeDeleted(meta.clusterName())),
        new Resource(
            Kind.POD,
            "/api/v1/pods",
            "",
            false,
            PodDraft::new,
            meta -> new ClusterEvent.PodDeleted(meta.objectName())),
        new Resource(
            Kind.NAMESPACE,
            "/api/v1/namespaces",
            "",
            false,
            NamespaceDraft::new,
            meta -> new ClusterEvent.NamespaceDeleted(meta.clusterName())),
        new Resource(
            Kind.NETWORK_POLICY,
            "/apis/networking.k8s.io/v1/networkpolicies",
            "",
            false,
            NetworkPolicyDraft::new,
            meta -> new ClusterEvent.NetworkPolicyDeleted(NetworkPolicyDraft.name(meta))),
        new Resource(
            Kind.CLUSTER_NETWORK_POLICY,
            "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies",
            "",
            true,
            ClusterNetworkPolicyDraft::new,
            meta ->
                new ClusterEvent.ClusterNetworkPolicyDeleted(
                    PolicyName.clusterNetworkPolicy(meta.clusterName()))));
  }

  /** {@code &name=value}, encoded. */
  static String query(String name, String value) {
    return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
