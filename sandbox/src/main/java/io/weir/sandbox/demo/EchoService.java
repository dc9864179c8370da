package io.weir.sandbox.demo;

import io.weir.sandbox.boot.KubeApi;
import io.weir.sandbox.net.SandboxFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** The echo pods of the examples and the Services in front of them, through the API. */
final class EchoService {
  private static final String NAMESPACE = "/api/v1/namespaces/demo";
  private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/demo/deployments/echo";
  private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/demo/endpointslices";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KubeApi api;

  EchoService(KubeApi api) {
    this.api = api;
  }

  /** The ClusterIPs of a Service, IPv4 first. */
  List<String> clusterIps(String service) {
    return strings(api.get(NAMESPACE + "/services/" + service).at("/spec/clusterIPs"));
  }

  List<String> externalIps(String service) {
    return strings(api.get(NAMESPACE + "/services/" + service).at("/spec/externalIPs"));
  }

  List<String> loadBalancerIps(String service) {
    List<String> addresses = new ArrayList<>();
    api.get(NAMESPACE + "/services/" + service)
        .at("/status/loadBalancer/ingress")
        .forEach(i -> addresses.add(i.path("ip").asString()));
    return addresses;
  }

  /** InternalIPs of a node, IPv4 first. */
  List<String> nodeAddresses(String node) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode address : api.get("/api/v1/nodes/" + node).at("/status/addresses")) {
      if (address.path("type").asString().equals("InternalIP")) {
        addresses.add(address.path("address").asString());
      }
    }
    return addresses;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(v -> values.add(v.asString()));
    return values;
  }

  /**
   * The node of each echo pod, of those that are ending too: they serve where nothing else does.
   */
  List<String> nodesWithPods() {
    List<String> nodes = new ArrayList<>();
    for (JsonNode pod : api.get(NAMESPACE + "/pods?labelSelector=app%3Decho").path("items")) {
      nodes.add(pod.at("/spec/nodeName").asString());
    }
    return nodes;
  }

  void scale(int replicas) {
    api.mergePatch(DEPLOYMENT, "{\"spec\":{\"replicas\":" + replicas + "}}");
  }

  boolean exists(String pod) {
    for (JsonNode item : api.get(NAMESPACE + "/pods").path("items")) {
      if (item.at("/metadata/name").asString().equals(pod)) {
        return true;
      }
    }
    return false;
  }

  void deletePod(String pod) {
    api.delete(NAMESPACE + "/pods/" + pod);
  }

  /** Waits until every slice of the echo Services holds exactly {@code pods} ready endpoints. */
  void awaitReady(int pods) {
    await(pods + " ready echo endpoints in every slice", () -> slicesHold(pods));
  }

  private boolean slicesHold(int pods) {
    JsonNode slices = api.get(SLICES).path("items");
    int addresses = 0;
    for (JsonNode slice : slices) {
      int ready = 0;
      for (JsonNode endpoint : slice.path("endpoints")) {
        ready += endpoint.at("/conditions/ready").asBoolean(false) ? 1 : 0;
      }
      if (ready != pods) {
        return false;
      }
      addresses++;
    }
    return addresses > 0 || pods == 0;
  }

  static void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  static void await(String what, Duration patience, BooleanSupplier condition) {
    Instant end = Instant.now().plus(patience);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new SandboxFault("no " + what + " within " + patience.toSeconds() + " s");
      }
      pause(20);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFault("interrupted");
    }
  }
}
