package io.weir.agent.loop;

import io.weir.agent.compile.HealthCheckCompiler;
import io.weir.agent.model.HealthCheck;
import io.weir.agent.model.HealthChecks;
import io.weir.service.compile.CompiledPort;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which health checks load balancers shall find on this node. A Service's check changes once
 * the maps hold the Service: a load balancer must not send before. Not thread-safe: the loop owns
 * it.
 */
final class HealthCheckSync {
  private static final Logger LOG = LoggerFactory.getLogger(HealthCheckSync.class);

  private final ClusterState state;
  private final HealthCheckCompiler compiler;
  private final Predicate<CompiledPort> programmed;
  private final Consumer<HealthChecks> told;

  /** Services whose check may have changed, with what the maps must hold first. */
  private final Map<ObjectName, List<CompiledPort>> waiting = new HashMap<>();

  private final Set<ObjectName> checked = new HashSet<>();
  private Set<IpAddress> addresses = Set.of();

  /**
   * @param programmed whether the maps hold a port as it was compiled last
   * @param told takes the change and does not block
   */
  HealthCheckSync(
      ClusterState state,
      HealthCheckCompiler compiler,
      Predicate<CompiledPort> programmed,
      Consumer<HealthChecks> told) {
    this.state = state;
    this.compiler = compiler;
    this.programmed = programmed;
    this.told = told;
  }

  /** The ports that a Service has from now on; none when it is gone. */
  void service(ObjectName name, List<CompiledPort> ports) {
    if (checked.contains(name) || ports.stream().anyMatch(p -> p.healthCheckNodePort() != 0)) {
      waiting.put(name, ports);
    } else {
      waiting.remove(name);
    }
  }

  /**
   * Tells what has changed since the last call, if anything.
   *
   * @param accepted addresses of this node that accept NodePorts
   */
  void sync(Set<IpAddress> accepted) {
    Map<ObjectName, List<HealthCheck>> changed = new HashMap<>();
    for (var services = waiting.entrySet().iterator(); services.hasNext(); ) {
      Map.Entry<ObjectName, List<CompiledPort>> service = services.next();
      if (service.getValue().stream().allMatch(programmed)) {
        services.remove();
        compile(service.getKey(), changed);
      }
    }
    if (changed.isEmpty() && (checked.isEmpty() || accepted.equals(addresses))) {
      return;
    }
    addresses = accepted;
    told.accept(new HealthChecks(accepted, changed));
  }

  private void compile(ObjectName name, Map<ObjectName, List<HealthCheck>> changed) {
    try {
      List<HealthCheck> checks =
          state
              .service(name)
              .map(s -> compiler.compile(s, state.slices(name), state.node().facts()))
              .orElse(List.of());
      if (checks.isEmpty()) {
        checked.remove(name);
      } else {
        checked.add(name);
      }
      changed.put(name, checks);
    } catch (RuntimeException e) {
      LOG.error("cannot count the endpoints of Service {}: its health check stays", name, e);
    }
  }
}
