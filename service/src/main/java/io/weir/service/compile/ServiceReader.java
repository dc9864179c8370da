package io.weir.service.compile;

import io.weir.service.model.External;
import io.weir.service.model.ExternalMode;
import io.weir.service.model.ExternalWish;
import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.service.model.ServicePort;
import io.weir.values.Fault;
import io.weir.values.FaultList;
import io.weir.values.Protocol;
import io.weir.values.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Judges Services (services.md OBJ-3..OBJ-10). Never throws, whatever the strings hold: what cannot
 * be used is left out and told as a {@link Fault}.
 */
public final class ServiceReader {
  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;
  private static final int LONGEST_AFFINITY_SECONDS = 86_400;
  private static final String EXTERNAL_MODE = "metadata.annotations[weir.io/external-mode]";
  private static final String MAGLEV_SIZE = "metadata.annotations[weir.io/maglev-table-size]";

  private final ServiceFacts facts;
  private final FaultList faults;

  private ServiceReader(ServiceFacts facts) {
    this.facts = facts;
    this.faults = new FaultList("Service", facts.name());
  }

  /** Empty where the Service is not to be proxied: headless, ExternalName, no usable ClusterIP. */
  public static Reading<Service> read(ServiceFacts facts) {
    ServiceReader reader = new ServiceReader(facts);
    Optional<Service> service = reader.service();
    return new Reading<>(service, reader.faults.told());
  }

  private Optional<Service> service() {
    String clusterIp = facts.clusterIp();
    if (clusterIp.isEmpty() || clusterIp.equals("None") || facts.type().equals("ExternalName")) {
      return Optional.empty();
    }
    if (!Judge.usable(facts.name())) {
      faults.add("metadata.name", facts.name().name(), "too long, longest=" + Judge.LONGEST_NAME);
      return Optional.empty();
    }
    List<Service.Port> ports = ports();
    List<Service.Addresses> addresses = new AddressReader(facts, faults, ports.size()).read();
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    boolean externalLocal = externalLocal();
    return Optional.of(
        new Service(
            facts.name(),
            facts.uid(),
            facts.createdAt(),
            addresses,
            ports,
            local("spec.internalTrafficPolicy", facts.internalTrafficPolicy()),
            externalLocal,
            affinitySeconds(),
            externalLocal ? healthCheckNodePort() : 0,
            external()));
  }

  /** OBJ-5: for type ClusterIP the policy counts where externalIPs are listed, usable or not. */
  private boolean externalLocal() {
    boolean local = local("spec.externalTrafficPolicy", facts.externalTrafficPolicy());
    return switch (facts.type()) {
      case "NodePort", "LoadBalancer" -> local;
      case "ClusterIP", "" -> local && !facts.externalIps().isEmpty();
      default -> {
        faults.add("spec.type", facts.type(), "unknown, taken as ClusterIP");
        yield local && !facts.externalIps().isEmpty();
      }
    };
  }

  private boolean local(String field, String policy) {
    if (!policy.isEmpty() && !policy.equals("Cluster") && !policy.equals("Local")) {
      faults.add(field, policy, "unknown, taken as Cluster");
    }
    return policy.equals("Local");
  }

  private int affinitySeconds() {
    String affinity = facts.sessionAffinity();
    if (!affinity.equals("ClientIP")) {
      if (!affinity.isEmpty() && !affinity.equals("None")) {
        faults.add("spec.sessionAffinity", affinity, "unknown, taken as None");
      }
      return 0;
    }
    int seconds = facts.affinitySeconds();
    if (seconds < 0 || seconds > LONGEST_AFFINITY_SECONDS) {
      faults.add(
          "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
          seconds,
          "not in 1.." + LONGEST_AFFINITY_SECONDS + ", taken as " + DEFAULT_AFFINITY_SECONDS);
    }
    return seconds < 1 || seconds > LONGEST_AFFINITY_SECONDS ? DEFAULT_AFFINITY_SECONDS : seconds;
  }

  private int healthCheckNodePort() {
    int port = facts.healthCheckNodePort();
    if (!facts.type().equals("LoadBalancer") || port == 0) {
      return 0;
    }
    if (!Judge.isPort(port)) {
      faults.add("spec.healthCheckNodePort", port, Judge.NOT_A_PORT);
      return 0;
    }
    return port;
  }

  private ExternalWish external() {
    String mode = facts.annotations().externalMode();
    String size = facts.annotations().maglevTableSize();
    Optional<ExternalMode> wanted = ExternalMode.of(mode);
    if (wanted.isEmpty() && !mode.isEmpty()) {
      faults.add(EXTERNAL_MODE, mode, "unknown, the agent's setting is in force");
    }
    OptionalInt cells = Judge.number(size);
    if (!size.isEmpty() && (cells.isEmpty() || !External.isMaglevSize(cells.getAsInt()))) {
      faults.add(MAGLEV_SIZE, size, "no prime of 251..65521, the agent's setting is in force");
      cells = OptionalInt.empty();
    }
    return new ExternalWish(wanted, cells);
  }

  private List<Service.Port> ports() {
    List<Service.Port> ports = new ArrayList<>();
    Set<ServicePort> names = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    Set<Integer> nodePorts = new HashSet<>();
    for (int i = 0; i < facts.ports().size(); i++) {
      if (i == Judge.MOST_PORTS) {
        faults.add("spec.ports", facts.ports().size(), "only the first " + i + " are served");
        break;
      }
      ServiceFacts.Port port = facts.ports().get(i);
      Optional<Protocol> protocol = protocol(i, port);
      if (protocol.isEmpty()) {
        continue;
      }
      ServicePort id = new ServicePort(facts.name(), port.name(), protocol.get());
      int kind = protocol.get().number() << 16;
      if (names.contains(id)) {
        faults.addAt("spec.ports", i, ".name", port.name(), "declared by an earlier port");
      } else if (!numbers.add(kind | port.port())) {
        faults.addAt("spec.ports", i, ".port", port.port(), "declared by an earlier port");
      } else {
        names.add(id);
        int nodePort = nodePort(i, port.nodePort());
        if (nodePort != 0 && !nodePorts.add(kind | nodePort)) {
          faults.addAt("spec.ports", i, ".nodePort", nodePort, "declared by an earlier port");
          nodePort = 0;
        }
        ports.add(new Service.Port(id, port.port(), nodePort));
      }
    }
    return ports;
  }

  /** The port's protocol, or empty where the port has a fault of its own. */
  private Optional<Protocol> protocol(int i, ServiceFacts.Port port) {
    Optional<Protocol> protocol = Judge.protocol(port.protocol());
    if (protocol.isEmpty()) {
      faults.addAt("spec.ports", i, ".protocol", port.protocol(), Judge.NOT_A_PROTOCOL);
    } else if (!Judge.isPortName(port.name())) {
      faults.addAt("spec.ports", i, ".name", port.name(), Judge.NOT_A_PORT_NAME);
      return Optional.empty();
    } else if (!Judge.isPort(port.port())) {
      faults.addAt("spec.ports", i, ".port", port.port(), Judge.NOT_A_PORT);
      return Optional.empty();
    }
    return protocol;
  }

  private int nodePort(int i, int nodePort) {
    if (nodePort == 0 || Judge.isPort(nodePort)) {
      return nodePort;
    }
    faults.addAt("spec.ports", i, ".nodePort", nodePort, Judge.NOT_A_PORT);
    return 0;
  }
}
