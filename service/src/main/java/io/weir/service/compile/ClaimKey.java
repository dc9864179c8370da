package io.weir.service.compile;

import io.weir.values.Family;
import io.weir.values.L4Address;
import io.weir.values.Protocol;

/** What the dataplane looks a packet up by: one key leads to one Service port. */
public sealed interface ClaimKey {
  /** Addresses of all kinds share one table: their family is their own. */
  record AtAddress(L4Address address, Protocol protocol) implements ClaimKey {
    /** Written out for the reason {@link io.weir.values.IpAddress#equals} gives. */
    @Override
    public boolean equals(Object other) {
      return other instanceof AtAddress a && a.protocol == protocol && a.address.equals(address);
    }

    @Override
    public int hashCode() {
      return 31 * address.hashCode() + protocol.ordinal();
    }

    @Override
    public String toString() {
      return address + "/" + protocol;
    }
  }

  /** A port of the node, in one family. */
  record AtNode(int nodePort, Protocol protocol, Family family) implements ClaimKey {
    @Override
    public String toString() {
      return "nodePort " + nodePort + "/" + protocol + " " + family;
    }
  }

  static ClaimKey of(Frontend frontend, Protocol protocol, Family family) {
    return switch (frontend) {
      case Frontend.ClusterIp f -> new AtAddress(f.address(), protocol);
      case Frontend.ExternalIp f -> new AtAddress(f.address(), protocol);
      case Frontend.LoadBalancerIp f -> new AtAddress(f.address(), protocol);
      case Frontend.NodePort f -> new AtNode(f.port(), protocol, family);
    };
  }
}
