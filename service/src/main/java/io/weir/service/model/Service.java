package io.weir.service.model;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Service to be proxied, every value judged: what is here can be programmed as it stands. Read
 * from {@link ServiceFacts} by {@code io.weir.service.compile.ServiceReader}.
 *
 * @param createdAt milliseconds since 1970
 * @param addresses one for each family that has a ClusterIP, IPv4 first; never empty (OBJ-4)
 * @param internalLocal internalTrafficPolicy is Local
 * @param externalLocal externalTrafficPolicy is Local and the type honours it (OBJ-5)
 * @param affinitySeconds 1..86400 for ClientIP affinity, 0 = none
 * @param healthCheckNodePort 0 unless type LoadBalancer with externalTrafficPolicy Local
 */
public record Service(
    ObjectName name,
    String uid,
    long createdAt,
    List<Addresses> addresses,
    List<Port> ports,
    boolean internalLocal,
    boolean externalLocal,
    int affinitySeconds,
    int healthCheckNodePort,
    ExternalWish external) {

  /**
   * One port; within a Service, (name, protocol), (port, protocol) and (nodePort, protocol) are
   * unique.
   *
   * @param port 1..65535
   * @param nodePort 1..65535, 0 = none
   */
  public record Port(ServicePort id, int port, int nodePort) {
    public Port {
      if (port < 1 || port > 65535 || nodePort < 0 || nodePort > 65535) {
        throw new IllegalArgumentException("port=" + port + " nodePort=" + nodePort + ": range");
      }
    }
  }

  /**
   * The addresses of one family, all of that family and none twice.
   *
   * @param externalIps as the object has them: which of them are served is a setting
   * @param loadBalancerIps ingress addresses of mode VIP
   * @param sourceRanges who may use {@code loadBalancerIps}; empty means everybody (OBJ-8)
   */
  public record Addresses(
      IpAddress clusterIp,
      List<IpAddress> externalIps,
      List<IpAddress> loadBalancerIps,
      List<IpPrefix> sourceRanges) {
    public Addresses {
      externalIps = List.copyOf(externalIps);
      loadBalancerIps = List.copyOf(loadBalancerIps);
      sourceRanges = List.copyOf(sourceRanges);
    }

    public Family family() {
      return clusterIp.family();
    }
  }

  public Service {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("service=" + name + ": no ClusterIP, not to be proxied");
    }
    if (ports.size() > 1) {
      refuseDuplicates(ports);
    }
  }

  private static void refuseDuplicates(List<Port> ports) {
    Set<Object> seen = new HashSet<>();
    for (Port p : ports) {
      if (!seen.add(p.id()) || !seen.add(List.of(p.port(), p.id().protocol()))) {
        throw new IllegalArgumentException("port=" + p.id() + ": declared twice");
      }
    }
  }
}
