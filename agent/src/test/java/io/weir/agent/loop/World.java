package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.bpf.abi.FrontendKey;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.EndpointSliceFacts.Endpoint;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A small cluster that changes at random, and the events a watch tells of it. What an object looks
 * like follows from a number, its form. Endpoints of Service i have addresses that only it has.
 */
final class World {
  static final int SERVICES = 3;
  static final int SLICES = 4;
  static final int FORMS = 1 << 12;
  private static final int ENDPOINTS = 4;

  private final Map<ObjectName, ServiceFacts> services = new TreeMap<>(World::compare);
  private final Map<ObjectName, EndpointSliceFacts> slices = new TreeMap<>(World::compare);
  private int versions;
  private OwnNode node = node(0);

  private static int compare(ObjectName a, ObjectName b) {
    return a.toString().compareTo(b.toString());
  }

  private static boolean bit(int form, int bit) {
    return (form >> bit & 1) != 0;
  }

  ClusterEvent putService(int i, int form) {
    ServiceFacts service = service(i, form);
    services.put(service.name(), service);
    return new ClusterEvent.ServiceChanged(service);
  }

  ClusterEvent deleteService(int i) {
    ObjectName name = Cluster.name("s" + i);
    services.remove(name);
    return new ClusterEvent.ServiceDeleted(name);
  }

  ClusterEvent putSlice(int i, int form) {
    EndpointSliceFacts slice = slice(i, form);
    slices.put(slice.name(), slice);
    return new ClusterEvent.SliceChanged(slice);
  }

  ClusterEvent deleteSlice(int i) {
    ObjectName name = Cluster.name("slice" + i);
    slices.remove(name);
    return new ClusterEvent.SliceDeleted(name);
  }

  ClusterEvent putNode(int form) {
    node = node(form);
    return Cluster.changed(node);
  }

  /** A list of everything, as a watch that begins, or begins anew, tells it. */
  void list(Consumer<ClusterEvent> events) {
    listServices(events);
    listSlices(events);
    events.accept(Cluster.changed(node));
    events.accept(new ClusterEvent.Listed(Kind.NODE, Set.of(Cluster.NODE)));
    events.accept(new ClusterEvent.Listed(Kind.POD, Set.of()));
    events.accept(new ClusterEvent.Listed(Kind.NAMESPACE, Set.of()));
    Cluster.NO_POLICIES.forEach(events);
  }

  void listServices(Consumer<ClusterEvent> events) {
    services.values().forEach(s -> events.accept(new ClusterEvent.ServiceChanged(s)));
    events.accept(new ClusterEvent.Listed(Kind.SERVICE, keys(services)));
  }

  void listSlices(Consumer<ClusterEvent> events) {
    slices.values().forEach(s -> events.accept(new ClusterEvent.SliceChanged(s)));
    events.accept(new ClusterEvent.Listed(Kind.ENDPOINT_SLICE, keys(slices)));
  }

  private static Set<String> keys(Map<ObjectName, ?> objects) {
    return objects.keySet().stream().map(ObjectName::toString).collect(Collectors.toSet());
  }

  void clear() {
    services.clear();
    slices.clear();
  }

  private static OwnNode node(int form) {
    String address = bit(form, 0) ? "192.168.0.1" : "192.168.7.1";
    return new OwnNode(
        new NodeFacts(
            Cluster.NODE,
            bit(form, 1) ? "zone-1" : "zone-2",
            List.of(IpAddress.parse(address).orElseThrow())),
        false,
        false);
  }

  /** Some forms claim an address or NodePort that others claim too. */
  private static ServiceFacts service(int i, int form) {
    String protocol = bit(form, 0) ? "UDP" : "TCP";
    boolean balanced = bit(form, 1);
    int nodePort = balanced || bit(form, 2) ? bit(form, 3) ? 30_000 : 30_001 + i : 0;
    List<ServiceFacts.Port> ports = new ArrayList<>();
    ports.add(new ServiceFacts.Port("main", protocol, 80, nodePort));
    if (bit(form, 4)) {
      ports.add(new ServiceFacts.Port("side", "TCP", 81, 0));
    }
    boolean dual = bit(form, 5);
    String ip = "10.96.0." + (i + 1);
    return new ServiceFacts(
        Cluster.name("s" + i),
        "uid-" + i,
        form >> 6 & 1,
        balanced ? "LoadBalancer" : nodePort == 0 ? "ClusterIP" : "NodePort",
        ip,
        dual ? List.of(ip, "fd00:96::" + (i + 1)) : List.of(ip),
        dual ? List.of("IPv4", "IPv6") : List.of("IPv4"),
        ports,
        bit(form, 7) ? List.of("198.51.100.7") : List.of(),
        balanced ? List.of(new ServiceFacts.Ingress("198.51.100." + (1 + i), "VIP")) : List.of(),
        balanced && bit(form, 8) ? List.of("203.0." + i + ".0/24", "192.168.0.0/24") : List.of(),
        bit(form, 9) ? "Local" : "Cluster",
        bit(form, 10) ? "Local" : "Cluster",
        bit(form, 11) ? "ClientIP" : "None",
        60,
        0,
        ServiceFacts.Annotations.NONE);
  }

  private EndpointSliceFacts slice(int i, int form) {
    int service = form % SERVICES;
    boolean ipv6 = bit(form, 11) && bit(form, 10);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int e = 0; e < ENDPOINTS; e++) {
      if (bit(form, e + 2)) {
        boolean terminating = bit(form, 6 + e / 2) && e % 2 == 0;
        endpoints.add(
            new Endpoint(
                (ipv6 ? "fd00:" + (service + 1) + "::" : "10." + (service + 1) + ".0.") + (e + 1),
                !terminating,
                !terminating || bit(form, 9),
                terminating,
                e == 0 ? Cluster.NODE : "node-b",
                bit(form, 8) ? List.of(e < 2 ? "zone-1" : "zone-2") : List.of(),
                List.of()));
      }
    }
    return new EndpointSliceFacts(
        Cluster.name("slice" + i),
        "s" + service,
        ipv6 ? "IPv6" : "IPv4",
        String.valueOf(++versions),
        List.of(
            new EndpointSliceFacts.Port("main", bit(form, 10) ? "UDP" : "TCP", 8080),
            new EndpointSliceFacts.Port("main", "TCP", 8080),
            new EndpointSliceFacts.Port("side", "TCP", 8181)),
        endpoints,
        "");
  }

  /** The Service, and the port of it, that has this backend; "none" for a free slot. */
  static String ownerOf(IpAddress address, int port) {
    String text = address.toString();
    if (port == 0) {
      return "none";
    }
    String service = text.split(text.startsWith("fd00:") ? ":" : "[.]")[1];
    return "s" + (Integer.parseInt(service) - 1) + " " + (port == 8181 ? 81 : 80);
  }

  /** Whether {@code range} is one that Service {@code owner} may have asked for. */
  static boolean mayAllow(String owner, IpAddress range) {
    String text = range.toString();
    return text.startsWith("192.") || ("s" + text.split("[.]")[2]).equals(owner);
  }

  /** Whether a frontend may send to backends of these owners: those of its own port, if any. */
  static boolean mayServe(Object key, Set<String> owners) {
    if (owners.contains("none")) {
      return false;
    }
    if (!(key instanceof FrontendKey frontend)) {
      return true;
    }
    String address = AbiAddress.toIp(frontend.address()).toString();
    int i = address.charAt(address.length() - 1) - '1';
    boolean shared = address.equals("198.51.100.7");
    String service = shared ? "" : "s" + i;
    return owners.stream()
        .allMatch(o -> o.startsWith(service) && o.endsWith(" " + frontend.port()));
  }
}
