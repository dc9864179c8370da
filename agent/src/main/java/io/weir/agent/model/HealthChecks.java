package io.weir.agent.model;

import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the health checks of Services have to change (services.md HC-1). Services that are not named
 * stay as they are, at the addresses given here.
 *
 * @param addresses those of this node that accept NodePorts: where to listen
 * @param services one check for each family; none of a Service that shall have none any more
 */
public record HealthChecks(Set<IpAddress> addresses, Map<ObjectName, List<HealthCheck>> services) {
  public HealthChecks {
    addresses = Set.copyOf(addresses);
    services = Map.copyOf(services);
  }
}
