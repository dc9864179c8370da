package io.weir.bench;

import io.weir.sandbox.api.ApiOptions;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** {@link ManyServices} as Kubernetes objects, with the fields that the controllers write too. */
final class ClusterObjects {
  private ClusterObjects() {}

  /** A cluster with this many Services, and the Node of the agent. */
  static ObjectStore store(int services) {
    ObjectStore store = new ObjectStore(ApiOptions.defaults());
    store.create(Resource.NAMESPACES, named("", ManyServices.NAMESPACE));
    node(store, ManyServices.NODE, "192.168.0.1");
    for (int i = 0; i < services; i++) {
      store.create(Resource.SERVICES, service(i));
      store.create(Resource.ENDPOINT_SLICES, slice(i, ManyServices.ENDPOINTS));
    }
    return store;
  }

  static void node(ObjectStore store, String name, String address) {
    store.create(Resource.NODES, named("", name));
    store.updateStatus(
        Resource.NODES,
        "",
        name,
        node -> {
          Json.child(node, "status")
              .putArray("addresses")
              .addObject()
              .put("type", "InternalIP")
              .put("address", address);
          return node;
        });
  }

  static ObjectNode service(int number) {
    ObjectNode service = named(ManyServices.NAMESPACE, ManyServices.name(number));
    Json.child(service, "metadata").putObject("labels").put("app", ManyServices.name(number));
    ObjectNode spec = service.putObject("spec").put("type", "ClusterIP");
    spec.put("clusterIP", ManyServices.clusterIp(number));
    spec.putObject("selector").put("app", ManyServices.name(number));
    spec.putArray("ports")
        .addObject()
        .put("name", "http")
        .put("protocol", "TCP")
        .put("port", ManyServices.PORT)
        .put("targetPort", ManyServices.TARGET_PORT);
    return service;
  }

  /** The one slice of a Service. */
  static ObjectNode slice(int number, int endpoints) {
    String service = ManyServices.name(number);
    ObjectNode slice = named(ManyServices.NAMESPACE, service + "-x7k2p");
    ObjectNode metadata = Json.child(slice, "metadata").put("generateName", service + "-");
    metadata
        .putObject("labels")
        .put("app", service)
        .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .put("kubernetes.io/service-name", service);
    metadata
        .putObject("annotations")
        .put("endpoints.kubernetes.io/last-change-trigger-time", "2026-01-01T00:00:00Z");
    slice.put("addressType", "IPv4");
    slice
        .putArray("ports")
        .addObject()
        .put("name", "http")
        .put("protocol", "TCP")
        .put("port", ManyServices.TARGET_PORT);
    List<ObjectNode> all =
        IntStream.range(0, endpoints).mapToObj(e -> endpoint(number, e)).toList();
    slice.putArray("endpoints").addAll(all);
    return slice;
  }

  private static ObjectNode endpoint(int service, int number) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(ManyServices.podIp(service, number));
    endpoint
        .putObject("conditions")
        .put("ready", true)
        .put("serving", true)
        .put("terminating", false);
    endpoint.put("nodeName", ManyServices.nodeOf(service, number)).put("zone", "zone-a");
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("namespace", ManyServices.NAMESPACE)
        .put("name", "%s-6d4b75cb6d-%05d".formatted(ManyServices.name(service), number))
        .put("uid", "c1b5e0d4-0000-4000-8000-%012d".formatted(service * 16 + number));
    return endpoint;
  }

  static ObjectNode named(String namespace, String name) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    return object;
  }
}
