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
 * {@code count} Services with a NodePort and one backend each, as events and as the rules that
 * kube-proxy writes for them. The last one is the one that is measured: the worst case of a chain.
 *
 * @param backend the pod of the last Service, and {@code node} where it runs
 */
record NodePortCluster(int count, String backend, Host node, List<Host> nodes) {
  /** Of the Service that is measured, however many others there are. */
  static final int NODE_PORT = 32_000;

  private static final int FIRST_NODE_PORT = 20_000;

  private int nodePort(int service) {
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

  /** The chains of one Service in kube-proxy's iptables mode. */
  private String iptables(int service) {
    return """
    -A EXT-%1$d -j MARK-MASQ
    -A EXT-%1$d -j SVC-%1$d
    -A SVC-%1$d -j SEP-%1$d
    -A SEP-%1$d -s %2$s/32 -j MARK-MASQ
    -A SEP-%1$d -p tcp -j DNAT --to-destination %2$s:%3$d
    """
        .formatted(service, backend(service), ManyServices.TARGET_PORT);
  }

  /** For {@code iptables-legacy-restore}. */
  String iptables() {
    StringBuilder chains = new StringBuilder();
    StringBuilder services = new StringBuilder();
    StringBuilder nodePorts = new StringBuilder();
    StringBuilder own = new StringBuilder();
    for (int i = 0; i < count; i++) {
      chains.append(":EXT-%d - [0:0]\n:SVC-%<d - [0:0]\n:SEP-%<d - [0:0]\n".formatted(i));
      services.append(
          "-A SERVICES -d %s/32 -p tcp --dport %d -j SVC-%d\n"
              .formatted(ManyServices.clusterIp(i), ManyServices.PORT, i));
      nodePorts.append("-A NODEPORTS -p tcp --dport %d -j EXT-%d\n".formatted(nodePort(i), i));
      own.append(iptables(i));
    }
    return """
    *filter
    :FORWARD ACCEPT [0:0]
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    COMMIT
    *nat
    :SERVICES - [0:0]
    :NODEPORTS - [0:0]
    :MARK-MASQ - [0:0]
    :POSTROUTE - [0:0]
    %s-A PREROUTING -j SERVICES
    -A POSTROUTING -j POSTROUTE
    -A MARK-MASQ -j MARK --or-mark 0x4000
    -A POSTROUTE -m mark ! --mark 0x4000/0x4000 -j RETURN
    -A POSTROUTE -j MARK --xor-mark 0x4000
    -A POSTROUTE -j MASQUERADE --random-fully
    %s-A SERVICES -m addrtype --dst-type LOCAL -j NODEPORTS
    %s%sCOMMIT
    """
        .formatted(chains, services, nodePorts, own);
  }

  /** For {@code nft -f -}: the maps and chains of kube-proxy's nftables mode. */
  String nftables(String nodeAddress) {
    StringBuilder chains = new StringBuilder();
    StringBuilder services = new StringBuilder();
    StringBuilder nodePorts = new StringBuilder();
    for (int i = 0; i < count; i++) {
      chains.append(
          "chain service-%d { meta l4proto tcp dnat ip to %s:%d; }\n"
              .formatted(i, backend(i), ManyServices.TARGET_PORT));
      chains.append("chain external-%d { jump masq; goto service-%<d; }\n".formatted(i));
      String comma = i == 0 ? "" : ", ";
      services.append(
          "%s%s . tcp . %d : goto service-%d"
              .formatted(comma, ManyServices.clusterIp(i), ManyServices.PORT, i));
      nodePorts.append("%stcp . %d : goto external-%d".formatted(comma, nodePort(i), i));
    }
    return """
    table ip proxy {
    chain masq { meta mark set meta mark or 0x4000; }
    %smap ips { type ipv4_addr . inet_proto . inet_service : verdict; elements = { %s } }
    map ports { type inet_proto . inet_service : verdict; elements = { %s } }
    set nodes { type ipv4_addr; elements = { %s } }
    chain pre {
      type nat hook prerouting priority dstnat;
      ip daddr . meta l4proto . th dport vmap @ips
      ip daddr @nodes meta l4proto . th dport vmap @ports
    }
    chain post {
      type nat hook postrouting priority srcnat;
      meta mark and 0x4000 == 0 return
          meta mark set meta mark xor 0x4000
          masquerade fully-random
    }
    }
    """
        .formatted(chains, services, nodePorts, nodeAddress);
  }
}
