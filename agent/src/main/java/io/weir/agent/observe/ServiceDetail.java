package io.weir.agent.observe;

import io.weir.values.Family;
import io.weir.values.Protocol;
import java.util.List;

/** The answer of {@code weir service get}: a Service as the dataplane has it. */
public record ServiceDetail(
    String namespace,
    String name,
    String uid,
    List<Port> ports,
    List<AgentSnapshot.FaultRow> faults) {
  public ServiceDetail {
    ports = List.copyOf(ports);
    faults = List.copyOf(faults);
  }

  /**
   * A Service port in one family.
   *
   * @param name empty for the unnamed port
   * @param internalPolicy Cluster or Local
   * @param externalPolicy Cluster or Local
   * @param affinitySeconds 0 = none
   * @param healthCheckNodePort 0 = none
   */
  public record Port(
      String name,
      Protocol protocol,
      Family family,
      String internalPolicy,
      String externalPolicy,
      int affinitySeconds,
      int healthCheckNodePort,
      List<FrontendRow> frontends,
      List<BackendRow> backends) {
    public Port {
      frontends = List.copyOf(frontends);
      backends = List.copyOf(backends);
    }
  }

  /**
   * Where clients send.
   *
   * @param kind ClusterIP, NodePort, ExternalIP or LoadBalancerIP
   * @param address {@code address:port}; {@code *:port} for a NodePort
   * @param sourceRanges who may use it; empty means everybody
   * @param programmed it is in the maps
   * @param note why it is not, e.g. the Service that won it; empty otherwise
   * @param backends where they are, as its clients find them: local, remote, no_local or none
   */
  public record FrontendRow(
      String kind,
      String address,
      List<String> sourceRanges,
      boolean programmed,
      String note,
      String backends) {
    public FrontendRow {
      sourceRanges = List.copyOf(sourceRanges);
    }
  }
}
