package io.weir.agent.compile;

import io.weir.agent.model.HealthCheck;
import io.weir.service.compile.ServiceCompiler;
import io.weir.service.model.EndpointSlice;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import java.util.Collection;
import java.util.List;

/** Which health checks a Service has on this node, and what they answer. */
public final class HealthCheckCompiler {
  private final ServiceCompiler services;

  public HealthCheckCompiler(ServiceCompiler services) {
    this.services = services;
  }

  /** One for each family of the Service; none where it has no healthCheckNodePort. */
  public List<HealthCheck> compile(
      Service service, Collection<EndpointSlice> slices, NodeFacts node) {
    if (service.healthCheckNodePort() == 0) {
      return List.of();
    }
    return service.addresses().stream()
        .map(Service.Addresses::family)
        .map(family ->
            new HealthCheck(
                family,
                service.uid(),
                service.healthCheckNodePort(),
                services.localReady(service, slices, node, family)))
        .toList();
  }
}
