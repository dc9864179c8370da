package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.service.model.ServiceFacts;
import java.util.List;

/** v1 Service. */
final class ServiceDraft extends Draft {
  private String type = "";
  private String clusterIp = "";
  private List<String> clusterIps = List.of();
  private List<String> ipFamilies = List.of();
  private List<ServiceFacts.Port> ports = List.of();
  private List<String> externalIps = List.of();
  private List<ServiceFacts.Ingress> ingress = List.of();
  private List<String> sourceRanges = List.of();
  private String internalTrafficPolicy = "";
  private String externalTrafficPolicy = "";
  private String sessionAffinity = "";
  private int affinitySeconds;
  private int healthCheckNodePort;

  @Override
  void field(String name, Json in) {
    switch (name) {
      case "spec" -> in.object(field -> spec(field, in));
      case "status" -> in.object(field -> status(field, in));
      default -> in.skip();
    }
  }

  private void spec(String field, Json in) {
    switch (field) {
      case "type" -> type = in.pooledText();
      case "clusterIP" -> clusterIp = in.text();
      case "clusterIPs" -> clusterIps = in.texts();
      case "ipFamilies" -> ipFamilies = in.pooledList(in::pooledText);
      case "ports" -> ports = in.list(() -> port(in));
      case "externalIPs" -> externalIps = in.texts();
      case "loadBalancerSourceRanges" -> sourceRanges = in.texts();
      case "internalTrafficPolicy" -> internalTrafficPolicy = in.pooledText();
      case "externalTrafficPolicy" -> externalTrafficPolicy = in.pooledText();
      case "sessionAffinity" -> sessionAffinity = in.pooledText();
      case "sessionAffinityConfig" -> in.object(config -> affinityConfig(config, in));
      case "healthCheckNodePort" -> healthCheckNodePort = in.number();
      default -> in.skip();
    }
  }

  private void affinityConfig(String config, Json in) {
    if (!config.equals("clientIP")) {
      in.skip();
      return;
    }
    in.object(field -> {
      if (field.equals("timeoutSeconds")) {
        affinitySeconds = in.number();
      } else {
        in.skip();
      }
    });
  }

  private void status(String field, Json in) {
    if (!field.equals("loadBalancer")) {
      in.skip();
      return;
    }
    in.object(inner -> {
      if (inner.equals("ingress")) {
        ingress = in.list(() -> ingress(in));
      } else {
        in.skip();
      }
    });
  }

  private static ServiceFacts.Port port(Json in) {
    var draft =
        new Object() {
          String name = "";
          String protocol = "";
          int port;
          int nodePort;
        };
    in.object(field -> {
      switch (field) {
        case "name" -> draft.name = in.pooledText();
        case "protocol" -> draft.protocol = in.pooledText();
        case "port" -> draft.port = in.number();
        case "nodePort" -> draft.nodePort = in.number();
        default -> in.skip();
      }
    });
    return new ServiceFacts.Port(draft.name, draft.protocol, draft.port, draft.nodePort);
  }

  private static ServiceFacts.Ingress ingress(Json in) {
    var draft =
        new Object() {
          String ip = "";
          String mode = "";
        };
    in.object(field -> {
      switch (field) {
        case "ip" -> draft.ip = in.text();
        case "ipMode" -> draft.mode = in.pooledText();
        default -> in.skip();
      }
    });
    return new ServiceFacts.Ingress(draft.ip, draft.mode);
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.ServiceChanged(
        new ServiceFacts(
            meta().objectName(),
            meta().uid(),
            meta().createdAt(),
            type,
            clusterIp,
            clusterIps,
            ipFamilies,
            ports,
            externalIps,
            ingress,
            sourceRanges,
            internalTrafficPolicy,
            externalTrafficPolicy,
            sessionAffinity,
            affinitySeconds,
            healthCheckNodePort,
            new ServiceFacts.Annotations(
                meta().mark(Meta.EXTERNAL_MODE), meta().mark(Meta.MAGLEV_SIZE))));
  }
}
