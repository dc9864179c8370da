package io.weir.bench;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PeerNode;
import io.weir.bench.NodePortNet.Host;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
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

/**
 * {@code count} Services with a NodePort and one backend each, as events. The last one is the one
 * that is measured.
 *
 * @param backend the pod of the last Service, and {@code node} where it runs
 */
record NodePortCluster(int count, String backend, Host node, List<Host> nodes) {
  /** Of the Service that is measured, however many others there are. */
  static final int NODE_PORT = 32_000;

  static final int FIRST_NODE_PORT = 20_000;

  int nodePort(int service) {
    return service == count - 1 ? NODE_PORT : FIRST_NODE_PORT + service;
  }

  private String backend(int service) {
    return service == count - 1 ? backend : ManyServices.podIp(service, 0);
  }

  private ClusterEvent service(int service) {
    String ip = ManyServices.clusterIp(service);
    return new ClusterEvent.ServiceChanged(
        new ServiceFacts(
            name(service),
            "uid-" + service,
            1,
            "NodePort",
            ip,
            List.of(ip),
            List.of("IPv4"),
            List.of(new ServiceFacts.Port("http", "TCP", ManyServices.PORT, nodePort(service))),
            List.of(),
            List.of(),
            List.of(),
            "Cluster",
            "Cluster",
            "None",
            0,
            0,
            ServiceFacts.Annotations.NONE));
  }

  private static ObjectName name(int service) {
    return new ObjectName(ManyServices.NAMESPACE, ManyServices.name(service));
  }

  private ClusterEvent slice(int service) {
    return new ClusterEvent.SliceChanged(
        new EndpointSliceFacts(
            name(service),
            ManyServices.name(service),
            "IPv4",
            "1",
            List.of(new EndpointSliceFacts.Port("http", "TCP", ManyServices.TARGET_PORT)),
            List.of(
                new EndpointSliceFacts.Endpoint(
                    backend(service), true, true, false, node.name(), List.of(), List.of())),
            ""));
  }

  /** Every list, to its end. */
  List<ClusterEvent> lists() {
    List<ClusterEvent> events = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      events.add(service(i));
      events.add(slice(i));
      names.add(name(i).toString());
    }
    Set<String> nodeNames = new HashSet<>();
    for (Host each : nodes) {
      nodeNames.add(each.name());
      events.add(node(each));
    }
    events.add(
        new ClusterEvent.PodChanged(
            new PodFacts(
                new ObjectName(ManyServices.NAMESPACE, "server"),
                "uid-server",
                node.name(),
                1,
                false,
                List.of(ip(backend)),
                Map.of(),
                List.of(),
                true)));
    events.add(
        new ClusterEvent.NamespaceChanged(
            new NamespaceFacts(ManyServices.NAMESPACE, Map.of(), true, false, false)));
    events.add(new ClusterEvent.Listed(Kind.NODE, nodeNames));
    events.add(new ClusterEvent.Listed(Kind.POD, Set.of(ManyServices.NAMESPACE + "/server")));
    events.add(new ClusterEvent.Listed(Kind.NAMESPACE, Set.of(ManyServices.NAMESPACE)));
    events.add(new ClusterEvent.Listed(Kind.NETWORK_POLICY, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.CLUSTER_NETWORK_POLICY, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.SERVICE_CIDR, Set.of()));
    events.add(new ClusterEvent.Listed(Kind.SERVICE, names));
    events.add(new ClusterEvent.Listed(Kind.ENDPOINT_SLICE, names));
    return events;
  }

  private static ClusterEvent node(Host host) {
    List<IpAddress> addresses = List.of(ip(host.address()));
    return new ClusterEvent.NodeChanged(
        new OwnNode(new NodeFacts(host.name(), "", addresses), false, false),
        new io.weir.policy.model.NodeFacts(host.name(), Map.of(), addresses, List.of()),
        new PeerNode(host.name(), addresses, List.of()));
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
