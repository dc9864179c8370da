package io.weir.service.compile;

import io.weir.service.model.Family;
import io.weir.service.model.ServicePort;
import java.util.List;

/**
 * Everything the dataplane must know of one Service port in one family.
 *
 * @param frontends in a fixed order: ClusterIP, NodePort, externalIPs, load balancer IPs
 * @param internalLocal internalTrafficPolicy is Local
 * @param externalLocal externalTrafficPolicy is Local, and the Service is reachable from outside
 * @param affinitySeconds ClientIP affinity, 0 = none
 * @param healthCheckNodePort 0 = none
 */
public record CompiledPort(
    ServicePort port,
    Family family,
    List<Frontend> frontends,
    Backends backends,
    boolean internalLocal,
    boolean externalLocal,
    int affinitySeconds,
    int healthCheckNodePort) {
  public CompiledPort {
    frontends = List.copyOf(frontends);
  }
}
