package io.weir.service.compile;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServiceFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * services.md sections 1, 2 and 3.1 sentence by sentence, over sets of strings and with no thought
 * of speed: what the compiler is compared with.
 */
final class NaiveServices {
  /** Addresses as the JDK writes them, {@code ip:port}. */
  record Port(
      Set<String> frontends,
      Set<String> cluster,
      Set<String> local,
      Set<String> serving,
      boolean any,
      boolean internalLocal,
      boolean externalLocal,
      int affinity,
      int healthCheckNodePort) {}

  private record Ep(String at, EndpointSliceFacts.Endpoint e, String version, String slice) {
    boolean fallback() {
      return e.serving() && e.terminating();
    }
  }

  private final ServiceFacts s;
  private final List<EndpointSliceFacts> slices;
  private final NodeFacts node;

  NaiveServices(ServiceFacts s, List<EndpointSliceFacts> slices, NodeFacts node) {
    this.s = s;
    this.slices = slices;
    this.node = node;
  }

  /** Keyed {@code name/PROTOCOL/family}. */
  Map<String, Port> ports() {
    Map<String, Port> result = new TreeMap<>();
    if (List.of("", "None").contains(s.clusterIp()) || s.type().equals("ExternalName")) {
      return result;
    }
    for (String family : List.of("IPv4", "IPv6")) {
      clusterIp(family)
          .ifPresent(clusterIp -> {
            for (ServiceFacts.Port p : validPorts()) {
              String key = p.name() + "/" + p.protocol() + "/" + family;
              result.put(key, port(family, clusterIp, p));
            }
          });
    }
    return result;
  }

  private Optional<String> clusterIp(String family) {
    String text = s.clusterIp();
    if (!s.ipFamilies().isEmpty()) {
      int i = s.ipFamilies().indexOf(family);
      if (i < 0 || i >= s.clusterIps().size()) {
        return Optional.empty();
      }
      text = s.clusterIps().get(i);
    }
    return NaiveText.ip(text)
        .filter(ip -> NaiveText.family(ip).equals(family) && !NaiveText.special(ip));
  }

  /** In order; a port that repeats what an accepted one declares is left out. */
  private List<ServiceFacts.Port> validPorts() {
    List<ServiceFacts.Port> result = new ArrayList<>();
    for (ServiceFacts.Port raw : s.ports()) {
      String protocol = raw.protocol().isEmpty() ? "TCP" : raw.protocol();
      boolean valid =
          isLabel(raw.name())
              && raw.port() > 0
              && raw.port() < 65536
              && List.of("TCP", "UDP", "SCTP").contains(protocol);
      List<ServiceFacts.Port> same =
          result.stream().filter(p -> p.protocol().equals(protocol)).toList();
      boolean taken = same.stream().anyMatch(p -> p.nodePort() == raw.nodePort());
      boolean usable = raw.nodePort() > 0 && raw.nodePort() < 65536 && !taken;
      if (valid
          && same.stream().noneMatch(p -> p.name().equals(raw.name()) || p.port() == raw.port())) {
        int nodePort = usable ? raw.nodePort() : 0;
        result.add(new ServiceFacts.Port(raw.name(), protocol, raw.port(), nodePort));
      }
    }
    return result;
  }

  private static boolean isLabel(String name) {
    return name.length() < 64 && name.matches("|[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]");
  }

  private Port port(String family, String clusterIp, ServiceFacts.Port p) {
    Set<String> external =
        s.externalIps().stream()
            .flatMap(t -> NaiveText.ip(t).stream())
            .filter(ip -> NaiveText.family(ip).equals(family) && !NaiveText.special(ip))
            .collect(toSet());
    Set<String> vips =
        s.loadBalancerIngress().stream()
            .filter(i -> List.of("", "VIP").contains(i.ipMode()))
            .flatMap(i -> NaiveText.ip(i.ip()).stream())
            .filter(ip -> NaiveText.family(ip).equals(family) && !NaiveText.neverServed(ip))
            .collect(toSet());
    boolean extAccess = p.nodePort() != 0 || !vips.isEmpty() || !external.isEmpty();
    boolean itpLocal = s.internalTrafficPolicy().equals("Local");
    boolean honoured =
        List.of("NodePort", "LoadBalancer").contains(s.type()) || !s.externalIps().isEmpty();
    boolean etpLocal = s.externalTrafficPolicy().equals("Local") && honoured;
    List<Ep> all = merged(family, p);
    Set<String> cluster = itpLocal && !extAccess ? Set.of() : clusterSet(all);
    Set<String> local = itpLocal || etpLocal && extAccess ? localSet(all) : Set.of();
    boolean any = all.stream().anyMatch(x -> x.e().ready() || x.fallback());
    return new Port(
        frontends(clusterIp, external, vips, family, p),
        cluster,
        local,
        addresses(all.stream().filter(x -> x.e().serving() || x.e().ready())),
        any,
        itpLocal,
        etpLocal && extAccess,
        affinity(),
        etpLocal && s.type().equals("LoadBalancer") ? healthCheckNodePort() : 0);
  }

  private int healthCheckNodePort() {
    int port = s.healthCheckNodePort();
    return port > 0 && port < 65536 ? port : 0;
  }

  private int affinity() {
    int seconds = s.affinitySeconds();
    int usable = seconds < 1 || seconds > 86400 ? 10800 : seconds;
    return s.sessionAffinity().equals("ClientIP") ? usable : 0;
  }

  private Set<String> frontends(
      String clusterIp,
      Set<String> external,
      Set<String> vips,
      String family,
      ServiceFacts.Port p) {
    Set<String> ranges =
        s.loadBalancerSourceRanges().stream()
            .flatMap(r -> NaiveText.cidr(r.trim()).stream())
            .filter(r -> NaiveText.family(r).equals(family))
            .collect(toCollection(TreeSet::new));
    if (ranges.stream().anyMatch(r -> r.endsWith("/0"))) {
      ranges.clear();
    }
    Map<String, String> byAddress = new HashMap<>();
    external.forEach(ip -> byAddress.put(ip, "external"));
    vips.forEach(ip -> byAddress.put(ip, "vip for " + ranges));
    byAddress.put(clusterIp, "cluster");
    Set<String> result = new HashSet<>();
    byAddress.forEach((ip, kind) -> result.add(kind + " " + ip + ":" + p.port()));
    if (p.nodePort() != 0) {
      result.add("node " + p.nodePort());
    }
    return result;
  }

  private List<Ep> merged(String family, ServiceFacts.Port p) {
    Comparator<Ep> better =
        Comparator.<Ep, Boolean>comparing(x -> !x.e().terminating())
            .thenComparing(x -> x.e().ready())
            .thenComparing(x -> Long.parseLong(x.version()))
            .thenComparing(Ep::slice, Comparator.reverseOrder());
    Map<String, Ep> byAddress = new TreeMap<>();
    for (EndpointSliceFacts slice : slices) {
      boolean ours =
          slice.service().equals(s.name().name())
              && slice.name().namespace().equals(s.name().namespace())
              && slice.addressType().equals(family);
      for (EndpointSliceFacts.Port q : ours ? slice.ports() : List.<EndpointSliceFacts.Port>of()) {
        String protocol = q.protocol().isEmpty() ? "TCP" : q.protocol();
        if (Objects.equals(q.name(), p.name())
            && protocol.equals(p.protocol())
            && q.port() > 0
            && q.port() < 65536) {
          for (EndpointSliceFacts.Endpoint e : slice.endpoints()) {
            NaiveText.ip(e.address())
                .filter(ip -> NaiveText.family(ip).equals(family) && !NaiveText.special(ip))
                .map(ip ->
                    new Ep(ip + ":" + q.port(), e, slice.resourceVersion(), "" + slice.name()))
                .ifPresent(
                    x -> byAddress.merge(x.at(), x, (a, b) -> better.compare(b, a) > 0 ? b : a));
          }
        }
      }
    }
    return List.copyOf(byAddress.values());
  }

  private Set<String> clusterSet(List<Ep> all) {
    List<Ep> ready = all.stream().filter(x -> x.e().ready()).toList();
    List<Ep> chosen = ready;
    if (!ready.isEmpty()) {
      List<Ep> sameNode = hinting(ready, true, node.name());
      List<Ep> sameZone = hinting(ready, false, node.zone());
      if (!sameNode.isEmpty() && ready.stream().allMatch(x -> named(x.e().nodeHints()))) {
        chosen = sameNode;
      } else if (!sameZone.isEmpty() && ready.stream().allMatch(x -> named(x.e().zoneHints()))) {
        chosen = sameZone;
      }
    }
    return chosen.isEmpty()
        ? addresses(all.stream().filter(Ep::fallback))
        : addresses(chosen.stream());
  }

  /** A hint without a name is none. */
  private static boolean named(List<String> hints) {
    return hints.stream().anyMatch(h -> !h.isEmpty());
  }

  private static List<Ep> hinting(List<Ep> eps, boolean byNode, String us) {
    return eps.stream()
        .filter(x -> !us.isEmpty())
        .filter(x -> (byNode ? x.e().nodeHints() : x.e().zoneHints()).contains(us))
        .toList();
  }

  private Set<String> localSet(List<Ep> all) {
    List<Ep> here =
        all.stream()
            .filter(x -> !x.e().nodeName().isEmpty() && x.e().nodeName().equals(node.name()))
            .toList();
    Set<String> ready = addresses(here.stream().filter(x -> x.e().ready()));
    return ready.isEmpty() ? addresses(here.stream().filter(Ep::fallback)) : ready;
  }

  private static Set<String> addresses(Stream<Ep> eps) {
    return eps.map(Ep::at).collect(toCollection(TreeSet::new));
  }
}
