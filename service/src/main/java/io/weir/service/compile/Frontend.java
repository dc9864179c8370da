package io.weir.service.compile;

import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.L4Address;
import java.util.List;

/** Where clients send: one address, or every accepted node address, of a Service port. */
public sealed interface Frontend {
  /** The ClusterIP: the only internal frontend, subject to internalTrafficPolicy. */
  record ClusterIp(L4Address address) implements Frontend {}

  /** A port on every accepted address of the node. */
  record NodePort(int port) implements Frontend {}

  record ExternalIp(L4Address address) implements Frontend {}

  /**
   * A load balancer's VIP.
   *
   * @param sourceRanges who may use it; empty means everybody (services.md OBJ-8)
   */
  record LoadBalancerIp(L4Address address, List<IpPrefix> sourceRanges) implements Frontend {
    public LoadBalancerIp {
      sourceRanges = List.copyOf(sourceRanges);
    }

    /** Whether {@code client} lies in one of the ranges, or there are none. */
    public boolean allows(IpAddress client) {
      return sourceRanges.isEmpty() || sourceRanges.stream().anyMatch(r -> r.contains(client));
    }
  }
}
