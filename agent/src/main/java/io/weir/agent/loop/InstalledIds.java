package io.weir.agent.loop;

import io.weir.agent.compile.PortCompiler;
import io.weir.agent.maps.ServiceTables;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend;
import io.weir.service.compile.Frontend.ClusterIp;
import io.weir.service.compile.Frontend.ExternalIp;
import io.weir.service.compile.Frontend.LoadBalancerIp;
import io.weir.service.compile.Frontend.NodePort;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/** Service ids that the kernel has already: adopted after a restart, so that nothing changes. */
final class InstalledIds {
  private InstalledIds() {}

  /**
   * The id at the ClusterIP of {@code port}, if the maps have that: other frontends may have been
   * another Service's before, and its id has that one's members and source ranges.
   */
  static OptionalInt of(CompiledPort port, ServiceTables tables) {
    boolean clusterIp = port.frontends().stream().anyMatch(ClusterIp.class::isInstance);
    return port.frontends().stream()
        .filter(f -> f instanceof ClusterIp || !clusterIp)
        .flatMap(f -> installed(f, port, tables).stream())
        .mapToInt(io.weir.bpf.abi.Frontend::serviceId)
        .findFirst();
  }

  private static Optional<io.weir.bpf.abi.Frontend> installed(
      Frontend frontend, CompiledPort port, ServiceTables tables) {
    return switch (frontend) {
      case NodePort(int number) -> at(number, port, tables);
      case ClusterIp f -> at(f.address(), port, tables);
      case ExternalIp f -> at(f.address(), port, tables);
      case LoadBalancerIp f -> at(f.address(), port, tables);
    };
  }

  private static Optional<io.weir.bpf.abi.Frontend> at(
      int nodePort, CompiledPort port, ServiceTables tables) {
    Protocol protocol = port.port().protocol();
    NodePortKey key = PortCompiler.nodePortKey(nodePort, protocol, port.family());
    return tables.nodePorts().delta().installed(key);
  }

  private static Optional<io.weir.bpf.abi.Frontend> at(
      L4Address address, CompiledPort port, ServiceTables tables) {
    FrontendKey key = PortCompiler.frontendKey(address, port.port().protocol());
    return tables.frontends().delta().installed(key);
  }
}
