package io.weir.service.compile;

import io.weir.service.model.External;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import java.util.List;

/**
 * Everything the dataplane must know of one Service port in one family.
 *
 * @param frontends in a fixed order: ClusterIP, NodePort, externalIPs, load balancer IPs
 * @param internalLocal internalTrafficPolicy is Local
 * @param externalLocal externalTrafficPolicy is Local, and the Service is reachable from outside
 * @param affinitySeconds ClientIP affinity, 0 = none
 * @param healthCheckNodePort 0 = none
 * @param external for frontends other than the ClusterIP
 */
public record CompiledPort(
    ServicePort port,
    Family family,
    List<Frontend> frontends,
    Backends backends,
    boolean internalLocal,
    boolean externalLocal,
    int affinitySeconds,
    int healthCheckNodePort,
    External external) {
  public CompiledPort {
    frontends = List.copyOf(frontends);
  }

  /** Internal clients are dropped for lack of a local endpoint, though there are others. */
  public boolean noLocalInternal() {
    return internalLocal && backends.any() && backends.local().isEmpty();
  }

  /** External clients are dropped for lack of a local endpoint, though there are others. */
  public boolean noLocalExternal() {
    return externalLocal && backends.any() && backends.local().isEmpty();
  }

  /** The same port reachable at {@code some} of its frontends only. */
  CompiledPort withFrontends(List<Frontend> some) {
    return new CompiledPort(
        port,
        family,
        some,
        backends,
        internalLocal,
        externalLocal,
        affinitySeconds,
        healthCheckNodePort,
        external);
  }
}
