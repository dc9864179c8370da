package io.weir.bench;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PeerNode;
import io.weir.policy.model.NamespaceFacts;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A cluster of {@code count} Services with {@value #ENDPOINTS} endpoints each, as events. */
record ManyServices(int count) {
  static final int ENDPOINTS = 10;
  static final String NAMESPACE = "shop";
  static final String NODE = "bench-node";
  static final int PORT = 80;
  static final int TARGET_PORT = 8080;

  /** Endpoints are spread over this many nodes. */
  private static final int NODES = 100;

  static String name(int service) {
    return "service-%05d".formatted(service);
  }

  private static ObjectName sliceName(int service) {
    return new ObjectName(NAMESPACE, name(service) + "-x7k2p");
  }

  /** An address of 10.96.0.0/16. */
  static String clusterIp(int service) {
    return "10.96.%d.%d".formatted(1 + service / 250, 1 + service % 250);
  }

  /** An address of 10.128.0.0/10; {@code endpoint} below 256. */
  static String podIp(int service, int endpoint) {
    int number = service * 16 + endpoint;
    return "10.%d.%d.%d".formatted(128 + (number >> 16), number >> 8 & 255, number & 255);
  }

  /** The endpoints a Service begins with. */
  static List<String> podIps(int service) {
    return IntStream.range(0, ENDPOINTS).mapToObj(e -> podIp(service, e)).toList();
  }

  static String nodeOf(int service, int endpoint) {
    return "node-%02d".formatted((service + endpoint) % NODES);
  }

  static ClusterEvent service(int service) {
    String ip = clusterIp(service);
    return new ClusterEvent.ServiceChanged(
        new ServiceFacts(
            new ObjectName(NAMESPACE, name(service)),
            "5f0c9a1e-0000-4000-8000-%012d".formatted(service),
            1,
            "ClusterIP",
            ip,
            List.of(ip),
            List.of("IPv4"),
            List.of(new ServiceFacts.Port("http", "TCP", PORT, 0)),
            List.of(),
            List.of(),
            List.of(),
            "Cluster",
            "",
            "None",
            0,
            0,
            ServiceFacts.Annotations.NONE));
  }

  /** The one slice of a Service. */
  static ClusterEvent slice(int service, List<String> addresses, long version) {
    List<EndpointSliceFacts.Endpoint> endpoints = new ArrayList<>();
    for (String address : addresses) {
      endpoints.add(
          new EndpointSliceFacts.Endpoint(
              address, true, true, false, nodeOf(service, endpoints.size()), List.of(), List.of()));
    }
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            sliceName(service),
            name(service),
            "IPv4",
            Long.toString(version),
            List.of(new EndpointSliceFacts.Port("http", "TCP", TARGET_PORT)),
            endpoints,
            ""));
  }

  /**
   * Every list, to its end.
   *
   * @param backends addresses of Service 0, whose backends are really there
   */
  List<ClusterEvent> lists(List<String> backends) {
    List<ClusterEvent> events = new ArrayList<>();
    Set<String> services = new HashSet<>();
    Set<String> slices = new HashSet<>();
    for (int i = 0; i < count; i++) {
      events.add(service(i));
      events.add(slice(i, i == 0 ? backends : podIps(i), 1));
      services.add(NAMESPACE + "/" + name(i));
      slices.add(sliceName(i).toString());
    }
    IpAddress address = IpAddress.parse("192.168.0.1").orElseThrow();
    NodeFacts node = new NodeFacts(NODE, "", List.of(address));
    events.add(
        new ClusterEvent.NodeChanged(
            new OwnNode(node, false, false),
            new io.weir.policy.model.NodeFacts(NODE, Map.of(), List.of(address), List.of()),
            new PeerNode(NODE, List.of(address), List.of())));
    events.add(
        new ClusterEvent.NamespaceChanged(
            new NamespaceFacts(NAMESPACE, Map.of(), true, false, false)));
    events.add(new ClusterEvent.Listed(Kind.NODE, Set.of(NODE)));
    events.add(new ClusterEvent.Listed(Kind.POD, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.NAMESPACE, Set.of(NAMESPACE)));
    events.add(new ClusterEvent.Listed(Kind.NETWORK_POLICY, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.CLUSTER_NETWORK_POLICY, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.SERVICE_CIDR, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.SERVICE, services));
    events.add(new ClusterEvent.Listed(Kind.ENDPOINT_SLICE, slices));
    return events;
  }
}
