package io.weir.bench;

import io.weir.bench.NodePortNet.Host;
import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Services with a NodePort each, all with one pod behind, as Kubernetes objects. */
final class NodePortObjects {
  private NodePortObjects() {}

  /** As many as {@code cluster} has, with its node ports. */
  static ObjectStore store(NodePortCluster cluster) {
    ObjectStore store =
        new ObjectStore(
            new ApiOptions(
                List.of("10.96.0.0/16"),
                NodePortCluster.FIRST_NODE_PORT,
                NodePortCluster.NODE_PORT,
                true,
                4 * cluster.count(),
                Optional.empty()));
    store.create(Resource.NAMESPACES, ClusterObjects.named("", ManyServices.NAMESPACE));
    for (int i = 0; i < cluster.count(); i++) {
      store.create(Resource.SERVICES, service(i, cluster.nodePort(i)));
      store.create(Resource.ENDPOINT_SLICES, slice(i, cluster));
    }
    return store;
  }

  private static ObjectNode service(int number, int nodePort) {
    ObjectNode service = ClusterObjects.service(number);
    ObjectNode spec = Json.child(service, "spec").put("type", "NodePort");
    ((ObjectNode) spec.at("/ports/0")).put("nodePort", nodePort);
    return service;
  }

  private static ObjectNode slice(int number, NodePortCluster cluster) {
    ObjectNode slice = ClusterObjects.slice(number, 1);
    ObjectNode endpoint = (ObjectNode) slice.at("/endpoints/0");
    endpoint.putArray("addresses").add(cluster.backend());
    endpoint.put("nodeName", cluster.node().name());
    return slice;
  }

  /** A node that kube-proxy finds itself in. */
  static void node(ObjectStore store, Host host) {
    ClusterObjects.node(store, host.name(), host.address());
  }
}
