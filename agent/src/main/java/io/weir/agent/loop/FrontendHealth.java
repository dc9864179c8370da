package io.weir.agent.loop;

import io.weir.agent.observe.FrontendCount;
import io.weir.service.compile.Backend;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the backends of a frontend are, as its clients find them. */
public enum FrontendHealth {
  /** Some on this node. */
  LOCAL,
  /** On other nodes only. */
  REMOTE,
  /** Policy Local, and all are on other nodes: clients get no answer here. */
  NO_LOCAL,
  /** None anywhere: clients are refused. */
  NONE;

  private static final List<String> KINDS =
      List.of("cluster_ip", "node_port", "external_ip", "load_balancer_ip");

  /** How many numbers {@link #count} adds up in. */
  static final int FIELDS = KINDS.size() * values().length;

  /** Of one frontend of a port. */
  public static FrontendHealth of(CompiledPort port, Frontend frontend) {
    boolean internal = frontend instanceof Frontend.ClusterIp;
    boolean local = internal ? port.internalLocal() : port.externalLocal();
    return local ? ofLocalSet(port) : ofClusterSet(port);
  }

  private static FrontendHealth ofLocalSet(CompiledPort port) {
    if (!port.backends().local().isEmpty()) {
      return LOCAL;
    }
    return port.backends().any() ? NO_LOCAL : NONE;
  }

  private static FrontendHealth ofClusterSet(CompiledPort port) {
    List<Backend> cluster = port.backends().cluster();
    if (cluster.isEmpty()) {
      return NONE;
    }
    return cluster.stream().anyMatch(Backend::local) ? LOCAL : REMOTE;
  }

  /** Adds the frontends of a port to {@code sums}, from {@code first} on. */
  static void count(CompiledPort port, int[] sums, int first) {
    for (Frontend frontend : port.frontends()) {
      sums[first + kind(frontend) * values().length + of(port, frontend).ordinal()]++;
    }
  }

  private static int kind(Frontend frontend) {
    return switch (frontend) {
      case Frontend.ClusterIp _ -> 0;
      case Frontend.NodePort _ -> 1;
      case Frontend.ExternalIp _ -> 2;
      case Frontend.LoadBalancerIp _ -> 3;
    };
  }

  /** What {@link #count} has added up, also what is nought. */
  static List<FrontendCount> counts(int[] sums, int first) {
    List<FrontendCount> counts = new ArrayList<>();
    for (int kind = 0; kind < KINDS.size(); kind++) {
      for (FrontendHealth health : values()) {
        int sum = sums[first + kind * values().length + health.ordinal()];
        counts.add(new FrontendCount(KINDS.get(kind), health.label(), sum));
      }
    }
    return counts;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
