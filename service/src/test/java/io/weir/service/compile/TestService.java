package io.weir.service.compile;

import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;

/** Builds Services as the API server would give them; a plain ClusterIP Service to start with. */
final class TestService {
  private ObjectName name = new ObjectName("shop", "web");
  private long createdAt = 1_000;
  private String type = "ClusterIP";
  private String clusterIp = "10.96.0.1";
  private List<String> clusterIps = List.of();
  private List<String> ipFamilies = List.of();
  private final List<ServiceFacts.Port> ports = new ArrayList<>();
  private List<String> externalIps = List.of();
  private final List<ServiceFacts.Ingress> ingress = new ArrayList<>();
  private List<String> sourceRanges = List.of();
  private String internalPolicy = "";
  private String externalPolicy = "";
  private String affinity = "";
  private int affinitySeconds;
  private int healthCheckNodePort;

  static TestService service() {
    return new TestService();
  }

  TestService name(String namespace, String name) {
    this.name = new ObjectName(namespace, name);
    return this;
  }

  TestService createdAt(long createdAt) {
    this.createdAt = createdAt;
    return this;
  }

  TestService type(String type) {
    this.type = type;
    return this;
  }

  TestService clusterIp(String clusterIp) {
    this.clusterIp = clusterIp;
    return this;
  }

  /** Both lists, as a dual-stack Service has them. */
  TestService families(List<String> ipFamilies, List<String> clusterIps) {
    this.ipFamilies = ipFamilies;
    this.clusterIps = clusterIps;
    return this;
  }

  TestService port(String name, String protocol, int port, int nodePort) {
    ports.add(new ServiceFacts.Port(name, protocol, port, nodePort));
    return this;
  }

  TestService ports(List<ServiceFacts.Port> all) {
    ports.addAll(all);
    return this;
  }

  TestService externalIps(List<String> externalIps) {
    this.externalIps = externalIps;
    return this;
  }

  TestService externalIps(String... externalIps) {
    return externalIps(List.of(externalIps));
  }

  TestService ingress(String ip, String mode) {
    ingress.add(new ServiceFacts.Ingress(ip, mode));
    return this;
  }

  TestService ingress(List<ServiceFacts.Ingress> all) {
    ingress.addAll(all);
    return this;
  }

  TestService sourceRanges(List<String> sourceRanges) {
    this.sourceRanges = sourceRanges;
    return this;
  }

  TestService sourceRanges(String... sourceRanges) {
    return sourceRanges(List.of(sourceRanges));
  }

  TestService internalPolicy(String policy) {
    internalPolicy = policy;
    return this;
  }

  TestService externalPolicy(String policy) {
    externalPolicy = policy;
    return this;
  }

  TestService affinity(String affinity, int seconds) {
    this.affinity = affinity;
    this.affinitySeconds = seconds;
    return this;
  }

  TestService healthCheckNodePort(int port) {
    healthCheckNodePort = port;
    return this;
  }

  ServiceFacts facts() {
    return new ServiceFacts(
        name,
        "uid-" + name,
        createdAt,
        type,
        clusterIp,
        clusterIps,
        ipFamilies,
        ports,
        externalIps,
        ingress,
        sourceRanges,
        internalPolicy,
        externalPolicy,
        affinity,
        affinitySeconds,
        healthCheckNodePort,
        ServiceFacts.Annotations.NONE);
  }
}
