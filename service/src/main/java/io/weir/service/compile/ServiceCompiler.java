package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import io.weir.values.FaultList;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns one Service, its slices and our node into what the dataplane must hold, whole and from
 * nothing but its arguments (services.md sections 2 and 3.1). In every method, slices may come in
 * any order and of both families; slices of other Services are passed over.
 */
public final class ServiceCompiler {
  private final CompilerSettings settings;

  public ServiceCompiler(CompilerSettings settings) {
    this.settings = settings;
  }

  /** Ports of IPv4 first, then of IPv6, each in the Service's order. */
  public CompiledService compile(
      Service service, Collection<EndpointSlice> slices, NodeFacts node) {
    FaultList faults = new FaultList("Service", service.name());
    List<CompiledPort> ports = new ArrayList<>(service.addresses().size() * service.ports().size());
    for (Service.Addresses addresses : service.addresses()) {
      List<IpAddress> external = servedExternalIps(addresses, faults);
      for (Service.Port port : service.ports()) {
        Selection selection = select(service, addresses, port, slices, node);
        ports.add(
            new CompiledPort(
                port.id(),
                addresses.family(),
                frontends(addresses, external, port),
                selection.backends(),
                service.internalLocal(),
                service.externalLocal() && isExternal(addresses, port),
                service.affinitySeconds(),
                service.healthCheckNodePort(),
                service.external().over(settings.external())));
      }
    }
    return new CompiledService(
        service.name(), service.uid(), service.createdAt(), ports, faults.told());
  }

  /**
   * Which endpoints {@code port} uses in {@code family} and why; empty where the Service has no
   * such port or no ClusterIP in that family. Says what {@link #compile} does: both ask one
   * selection.
   */
  public Optional<ServiceWhy> why(
      Service service,
      Collection<EndpointSlice> slices,
      NodeFacts node,
      ServicePort port,
      Family family) {
    for (Service.Addresses addresses : service.addresses()) {
      for (Service.Port p : service.ports()) {
        if (addresses.family() == family && p.id().equals(port)) {
          return Optional.of(
              ServiceWhy.of(port, family, select(service, addresses, p, slices, node)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * How many endpoints a load balancer may count on at the Service's healthCheckNodePort: distinct
   * addresses of local ready endpoints of {@code family} over all ports (services.md HC-3).
   */
  public int localReady(
      Service service, Collection<EndpointSlice> slices, NodeFacts node, Family family) {
    Set<IpAddress> addresses = new HashSet<>();
    for (Service.Port port : service.ports()) {
      Candidate[] candidates = Candidate.of(slices, service.name(), family, port, node.name());
      Selection selection = new Selection(candidates, false, true, node);
      for (Candidate c : candidates) {
        if (selection.inLocal(c) == Membership.READY) {
          addresses.add(c.address().address());
        }
      }
    }
    return addresses.size();
  }

  private static Selection select(
      Service service,
      Service.Addresses addresses,
      Service.Port port,
      Collection<EndpointSlice> slices,
      NodeFacts node) {
    boolean external = isExternal(addresses, port);
    return new Selection(
        Candidate.of(slices, service.name(), addresses.family(), port, node.name()),
        !service.internalLocal() || external,
        service.internalLocal() || service.externalLocal() && external,
        node);
  }

  /** {@code extAccess}: externalIPs count here even where the settings do not serve them. */
  private static boolean isExternal(Service.Addresses addresses, Service.Port port) {
    return port.nodePort() != 0
        || !addresses.loadBalancerIps().isEmpty()
        || !addresses.externalIps().isEmpty();
  }

  /** An address of two kinds is served as the stronger one: ClusterIP, load balancer, external. */
  private List<IpAddress> servedExternalIps(Service.Addresses addresses, FaultList faults) {
    if (addresses.externalIps().isEmpty()) {
      return List.of();
    }
    Set<IpAddress> stronger = new HashSet<>(addresses.loadBalancerIps());
    stronger.add(addresses.clusterIp());
    List<IpAddress> served = new ArrayList<>();
    for (IpAddress ip : addresses.externalIps()) {
      if (!settings.servesExternalIp(ip)) {
        faults.add("spec.externalIPs", ip.toString(), "not in a prefix that the settings serve");
      } else if (!stronger.contains(ip)) {
        served.add(ip);
      }
    }
    return served;
  }

  private static List<Frontend> frontends(
      Service.Addresses addresses, List<IpAddress> external, Service.Port port) {
    List<Frontend> frontends = new ArrayList<>(2);
    frontends.add(new Frontend.ClusterIp(new L4Address(addresses.clusterIp(), port.port())));
    if (port.nodePort() != 0) {
      frontends.add(new Frontend.NodePort(port.nodePort()));
    }
    for (IpAddress ip : external) {
      frontends.add(new Frontend.ExternalIp(new L4Address(ip, port.port())));
    }
    for (IpAddress ip : addresses.loadBalancerIps()) {
      if (!ip.equals(addresses.clusterIp())) {
        L4Address address = new L4Address(ip, port.port());
        frontends.add(new Frontend.LoadBalancerIp(address, addresses.sourceRanges()));
      }
    }
    return frontends;
  }
}
