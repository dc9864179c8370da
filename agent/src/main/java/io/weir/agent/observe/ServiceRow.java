package io.weir.agent.observe;

import java.util.List;

/**
 * A line of {@code weir service ls}.
 *
 * @param addresses ClusterIPs, then external ones
 * @param ports {@code port/protocol}, {@code port:nodePort/protocol} where there is a NodePort
 * @param backends distinct addresses that traffic may use now, both families, all ports
 * @param localBackends those of them on this node
 * @param faults parts of the object that cannot be used
 */
public record ServiceRow(
    String namespace,
    String name,
    List<String> addresses,
    List<String> ports,
    int backends,
    int localBackends,
    int faults) {
  public ServiceRow {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }
}
