package io.weir.service.compile;

import static java.util.stream.Collectors.toCollection;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.values.Family;
import io.weir.values.L4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The compiler's results in the oracle's words. */
final class Rendered {
  private Rendered() {}

  /** Reads and compiles as an agent does. */
  static Map<String, NaiveServices.Port> compile(
      ServiceFacts service, List<EndpointSliceFacts> slices, NodeFacts node) {
    return ports(compiled(service, slices, node));
  }

  static CompiledService compiled(
      ServiceFacts facts, List<EndpointSliceFacts> slices, NodeFacts node) {
    Optional<Service> service = ServiceReader.read(facts).value();
    if (service.isEmpty()) {
      return new CompiledService(facts.name(), facts.uid(), 0, List.of(), List.of());
    }
    return new ServiceCompiler(CompilerSettings.DEFAULT).compile(service.get(), read(slices), node);
  }

  static List<EndpointSlice> read(List<EndpointSliceFacts> slices) {
    SliceReader reader = new SliceReader();
    List<EndpointSlice> read = new ArrayList<>();
    for (EndpointSliceFacts slice : slices) {
      reader.read(slice).value().ifPresent(read::add);
    }
    return read;
  }

  static Map<String, NaiveServices.Port> ports(CompiledService compiled) {
    Map<String, NaiveServices.Port> result = new TreeMap<>();
    for (CompiledPort p : compiled.ports()) {
      String family = p.family() == Family.IPV4 ? "IPv4" : "IPv6";
      result.put(
          p.port().portName() + "/" + p.port().protocol() + "/" + family,
          new NaiveServices.Port(
              p.frontends().stream().map(Rendered::frontend).collect(toCollection(TreeSet::new)),
              addresses(p.backends().cluster()),
              addresses(p.backends().local()),
              addresses(p.backends().serving()),
              p.backends().any(),
              p.internalLocal(),
              p.externalLocal(),
              p.affinitySeconds(),
              p.healthCheckNodePort()));
    }
    return result;
  }

  private static Set<String> addresses(List<Backend> backends) {
    return backends.stream().map(b -> address(b.address())).collect(toCollection(TreeSet::new));
  }

  private static String frontend(Frontend frontend) {
    return switch (frontend) {
      case Frontend.ClusterIp f -> "cluster " + address(f.address());
      case Frontend.NodePort f -> "node " + f.port();
      case Frontend.ExternalIp f -> "external " + address(f.address());
      case Frontend.LoadBalancerIp f -> "vip for " + ranges(f) + " " + address(f.address());
    };
  }

  private static Set<String> ranges(Frontend.LoadBalancerIp vip) {
    return vip.sourceRanges().stream()
        .map(r -> jdk(r.address().toString()) + "/" + r.length())
        .collect(toCollection(TreeSet::new));
  }

  private static String address(L4Address address) {
    return jdk(address.address().toString()) + ":" + address.port();
  }

  private static String jdk(String ip) {
    return InetAddress.ofLiteral(ip).getHostAddress();
  }
}
