package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** The objects every cluster has from its first moment, and the definitions that Weir ships. */
final class Bootstrap {
  private static final int API_PORT = 443;
  private static final List<String> DEFINITIONS = List.of("clusternetworkpolicies.yaml");

  private Bootstrap() {}

  static void fill(ObjectStore store, ApiOptions options) {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      store.create(Resource.NAMESPACES, named("", name));
    }
    ObjectNode cidrs = named("", "kubernetes");
    cidrs.putObject("spec").set("cidrs", Json.strings(options.serviceCidrs()));
    Resource resource =
        store.catalog().find("networking.k8s.io", "v1", "servicecidrs").orElseThrow();
    store.create(resource, cidrs);
    for (String definition : DEFINITIONS) {
      store.create(Resource.CRDS, shipped(definition));
    }
    options.apiEndpoint().ifPresent(endpoint -> kubernetesService(store, endpoint));
  }

  /** A definition of deploy/crds, as a user of a cluster would have applied it. */
  private static ObjectNode shipped(String name) {
    try (InputStream file = Bootstrap.class.getResourceAsStream("/weir/crds/" + name)) {
      return (ObjectNode) Json.parseYaml(Objects.requireNonNull(file, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the definition file=" + name, e);
    }
  }

  private static void kubernetesService(ObjectStore store, InetSocketAddress endpoint) {
    ObjectNode service = named("default", "kubernetes");
    ObjectNode labels = Json.child(service, "metadata").putObject("labels");
    labels.put("component", "apiserver").put("provider", "kubernetes");
    ObjectNode port = service.putObject("spec").putArray("ports").addObject();
    port.put("name", "https").put("port", API_PORT).put("targetPort", endpoint.getPort());
    store.create(Resource.SERVICES, service);

    ObjectNode slice = named("default", "kubernetes");
    Json.child(slice, "metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", "kubernetes");
    boolean six = endpoint.getAddress() instanceof Inet6Address;
    slice.put("addressType", six ? "IPv6" : "IPv4");
    ObjectNode backend = slice.putArray("endpoints").addObject();
    backend.putArray("addresses").add(endpoint.getAddress().getHostAddress());
    backend.putObject("conditions").put("ready", true);
    slice
        .putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", endpoint.getPort())
        .put("protocol", "TCP");
    store.create(Resource.ENDPOINT_SLICES, slice);
  }

  private static ObjectNode named(String namespace, String name) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    return object;
  }
}
