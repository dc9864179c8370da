package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PeerNode;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Builds the events of a small cluster, in the words of its objects. */
final class Cluster {
  static final String NODE = "node-a";

  /** The ends of the lists of policies, of a cluster without any. */
  static final List<ClusterEvent> NO_POLICIES =
      List.of(
          new ClusterEvent.Listed(Kind.NETWORK_POLICY, Set.of()),
          new ClusterEvent.Listed(Kind.CLUSTER_NETWORK_POLICY, Set.of()),
          new ClusterEvent.Listed(Kind.SERVICE_CIDR, Set.of()));

  private Cluster() {}

  static ObjectName name(String name) {
    return new ObjectName("shop", name);
  }

  /** An IPv4 Service of one port 80 with a NodePort, or none for 0. */
  static ServiceFacts service(String name, String clusterIp, String protocol, int nodePort) {
    return service(name, clusterIp, protocol, nodePort, List.of());
  }

  static ServiceFacts service(
      String name, String clusterIp, String protocol, int nodePort, List<String> externalIps) {
    return new ServiceFacts(
        name(name),
        "uid-" + name,
        1,
        "ClusterIP",
        clusterIp,
        List.of(clusterIp),
        List.of("IPv4"),
        List.of(new ServiceFacts.Port("main", protocol, 80, nodePort)),
        externalIps,
        List.of(),
        List.of(),
        "Cluster",
        "Cluster",
        "None",
        0,
        0,
        ServiceFacts.Annotations.NONE);
  }

  static ClusterEvent changed(ServiceFacts service) {
    return new ClusterEvent.ServiceChanged(service);
  }

  /** One slice {@code service-1} with ready endpoints on another node. */
  static ClusterEvent slice(String service, String protocol, String... addresses) {
    List<EndpointSliceFacts.Endpoint> endpoints = new ArrayList<>();
    for (String address : addresses) {
      endpoints.add(
          new EndpointSliceFacts.Endpoint(
              address, true, true, false, "node-b", List.of(), List.of()));
    }
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            name(service + "-1"),
            service,
            "IPv4",
            "1",
            List.of(new EndpointSliceFacts.Port("main", protocol, 8080)),
            endpoints,
            ""));
  }

  static ClusterEvent sliceGone(String service) {
    return new ClusterEvent.SliceDeleted(name(service + "-1"));
  }

  /** {@code count} addresses from 10.1.x.y, starting at {@code first}. */
  static String[] pods(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "10.1." + i / 250 + "." + (i % 250 + 1))
        .toArray(String[]::new);
  }

  /** Node, namespace and the ends of all lists: with it the loop may write. */
  static List<ClusterEvent> lists(List<ClusterEvent> objects) {
    List<ClusterEvent> events = new ArrayList<>(objects);
    NodeFacts node = new NodeFacts(NODE, "", List.of(IpAddress.parse("192.168.0.1").orElseThrow()));
    events.add(changed(new OwnNode(node, false, false)));
    events.add(
        new ClusterEvent.NamespaceChanged(
            new NamespaceFacts("shop", Map.of(), true, false, false)));
    events.add(listed(Kind.SERVICE, objects));
    events.add(listed(Kind.ENDPOINT_SLICE, objects));
    events.add(new ClusterEvent.Listed(Kind.NODE, Set.of(NODE)));
    events.add(new ClusterEvent.Listed(Kind.POD, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.NAMESPACE, Set.of("shop")));
    events.addAll(NO_POLICIES);
    return events;
  }

  /** A node that policies know nothing of but its name and addresses. */
  static ClusterEvent changed(OwnNode node) {
    NodeFacts facts = node.facts();
    return new ClusterEvent.NodeChanged(
        node,
        new io.weir.policy.model.NodeFacts(facts.name(), Map.of(), facts.addresses(), List.of()),
        new PeerNode(facts.name(), facts.addresses(), List.of()));
  }

  /** A pod without addresses that is opted out of socket load balancing. */
  static PodFacts pod(String name, String node) {
    return new PodFacts(
        name(name), "uid-" + name, node, 1, false, List.of(), Map.of(), List.of(), false);
  }

  /** The ends of the lists of a cluster that has nothing but our node. */
  static List<ClusterEvent> ends() {
    List<ClusterEvent> ends = new ArrayList<>(NO_POLICIES);
    ends.addAll(
        List.of(
            new ClusterEvent.Listed(Kind.SERVICE, Set.of()),
            new ClusterEvent.Listed(Kind.ENDPOINT_SLICE, Set.of()),
            new ClusterEvent.Listed(Kind.NODE, Set.of(NODE)),
            new ClusterEvent.Listed(Kind.POD, Set.of()),
            new ClusterEvent.Listed(Kind.NAMESPACE, Set.of())));
    return ends;
  }

  private static ClusterEvent listed(Kind kind, List<ClusterEvent> objects) {
    Set<String> keys = new java.util.HashSet<>();
    for (ClusterEvent event : objects) {
      switch (event) {
        case ClusterEvent.ServiceChanged e when kind == Kind.SERVICE ->
            keys.add(e.service().name().toString());
        case ClusterEvent.SliceChanged e when kind == Kind.ENDPOINT_SLICE ->
            keys.add(e.slice().name().toString());
        default -> {}
      }
    }
    return new ClusterEvent.Listed(kind, keys);
  }
}
