package io.weir.service.compile;

import io.weir.service.model.EndpointSlice;
import io.weir.service.model.Family;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import java.util.Collection;
import java.util.List;

/**
 * Turns one Service, its slices and our node into what the dataplane must hold, whole and from
 * nothing but its arguments (services.md sections 2 and 3.1).
 */
public final class ServiceCompiler {
  private final CompilerSettings settings;

  public ServiceCompiler(CompilerSettings settings) {
    this.settings = settings;
  }

  /**
   * @param slices in any order, both families; slices of other Services are passed over
   */
  public CompiledService compile(
      Service service, Collection<EndpointSlice> slices, NodeFacts node) {
    return new CompiledService(
        service.name(), service.uid(), service.createdAt(), List.of(), List.of());
  }

  /**
   * How many endpoints a load balancer may count on at the Service's healthCheckNodePort: distinct
   * addresses of local ready endpoints of {@code family} over all ports (services.md HC-3).
   */
  public int localReady(
      Service service, Collection<EndpointSlice> slices, NodeFacts node, Family family) {
    return 0;
  }
}
