package io.weir.service.model;

import io.weir.values.ObjectName;
import java.util.List;

/**
 * The fields of a Service that decide its dataplane, as the API server gives them: nothing checked,
 * absent strings empty, absent numbers 0, absent lists empty. Plain strings, so that bad input is
 * judged in one place, {@code io.weir.service.compile}.
 *
 * @param createdAt metadata.creationTimestamp in milliseconds since 1970
 * @param affinitySeconds sessionAffinityConfig.clientIP.timeoutSeconds, 0 where absent
 */
public record ServiceFacts(
    ObjectName name,
    String uid,
    long createdAt,
    String type,
    String clusterIp,
    List<String> clusterIps,
    List<String> ipFamilies,
    List<Port> ports,
    List<String> externalIps,
    List<Ingress> loadBalancerIngress,
    List<String> loadBalancerSourceRanges,
    String internalTrafficPolicy,
    String externalTrafficPolicy,
    String sessionAffinity,
    int affinitySeconds,
    int healthCheckNodePort,
    Annotations annotations) {

  /** Those of ours, empty where absent. */
  public record Annotations(String externalMode, String maglevTableSize) {
    public static final Annotations NONE = new Annotations("", "");
  }

  /** One of spec.ports; {@code nodePort} 0 where absent. */
  public record Port(String name, String protocol, int port, int nodePort) {}

  /** One of status.loadBalancer.ingress; {@code ip} and {@code ipMode} empty where absent. */
  public record Ingress(String ip, String ipMode) {}

  public ServiceFacts {
    clusterIps = List.copyOf(clusterIps);
    ipFamilies = List.copyOf(ipFamilies);
    ports = List.copyOf(ports);
    externalIps = List.copyOf(externalIps);
    loadBalancerIngress = List.copyOf(loadBalancerIngress);
    loadBalancerSourceRanges = List.copyOf(loadBalancerSourceRanges);
  }
}
