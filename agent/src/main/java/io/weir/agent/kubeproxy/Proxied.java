package io.weir.agent.kubeproxy;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a client of a Service sends.
 *
 * @param address empty for a NodePort, whatever address of the node has it
 * @param protocol as /etc/protocols has it in capitals: TCP, UDP or SCTP
 */
public record Proxied(Family family, Optional<IpAddress> address, int port, String protocol)
    implements Comparable<Proxied> {
  public static Proxied at(IpAddress address, int port, String protocol) {
    return new Proxied(
        address.family(), Optional.of(address), port, protocol.toUpperCase(Locale.ROOT));
  }

  public static Proxied nodePort(Family family, int port, String protocol) {
    return new Proxied(family, Optional.empty(), port, protocol.toUpperCase(Locale.ROOT));
  }

  @Override
  public int compareTo(Proxied other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    String where =
        address
            .map(a -> new L4Address(a, port).toString())
            .orElseGet(() -> "nodePort(" + family + "):" + port);
    return where + "/" + protocol;
  }
}
