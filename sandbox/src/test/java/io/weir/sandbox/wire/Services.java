package io.weir.sandbox.wire;

import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Ips;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Services that have every kind of address in both families, TCP and UDP. */
final class Services {
  static final int TARGET_PORT = 8080;
  private static final int PORT = 80;
  private static final int FIRST_NODE_PORT = 30100;

  private final Cluster cluster;
  private final Map<String, Addresses> all = new HashMap<>();

  /** Where one can be reached. */
  private record Addresses(Map<Frontend, List<IpAddress>> of, int nodePort) {
    Hops.Target get(Frontend frontend, Family family) {
      return of.get(frontend).stream()
          .filter(ip -> ip.family() == family)
          .findFirst()
          .map(ip -> new Hops.Target(ip, frontend == Frontend.NODE_PORT ? nodePort : PORT))
          .orElseThrow();
    }
  }

  Services(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param mode for clients outside
   * @param spec more of it, in flow style with a comma behind
   */
  void add(String name, Mode mode, String spec) {
    int number = all.size() + 1;
    int nodePort = FIRST_NODE_PORT + number;
    cluster
        .api()
        .apply(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: %1$s
              namespace: default
              annotations: {weir.io/external-mode: %2$s}
            spec: {type: LoadBalancer, ipFamilyPolicy: RequireDualStack, %3$s
              externalIPs: [198.51.100.%4$d, "2001:db8:e::%4$x"],
              ports: [{name: t, port: %5$d, targetPort: %6$d, nodePort: %7$d},
                {name: u, port: %5$d, targetPort: %6$d, nodePort: %7$d, protocol: UDP}]}
            """
                .formatted(name, mode.annotation, spec, number, PORT, TARGET_PORT, nodePort));
    all.put(name, addresses(name, nodePort));
  }

  private Addresses addresses(String service, int nodePort) {
    String path = Cluster.servicePath(service);
    Cluster.eventually(
        () -> cluster.api().get(path).at("/status/loadBalancer/ingress/1/ip").asString(""),
        ip -> !ip.isEmpty());
    JsonNode object = cluster.api().get(path);
    return new Addresses(
        Map.of(
            Frontend.CLUSTER_IP, ips(object.at("/spec/clusterIPs").valueStream()),
            Frontend.NODE_PORT, cluster.node("node1").addresses(),
            Frontend.EXTERNAL_IP, ips(object.at("/spec/externalIPs").valueStream()),
            Frontend.VIP, ips(ingress(object))),
        nodePort);
  }

  private static Stream<JsonNode> ingress(JsonNode service) {
    return service.at("/status/loadBalancer/ingress").valueStream().map(i -> i.path("ip"));
  }

  private static List<IpAddress> ips(Stream<JsonNode> texts) {
    return texts.map(text -> Ips.address(text.asString())).toList();
  }

  Hops.Target target(String service, Frontend frontend, Family family) {
    return all.get(service).get(frontend, family);
  }
}
