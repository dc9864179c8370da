package io.weir.agent.answer;

import io.weir.agent.loop.FrontendHealth;
import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.AgentSnapshot.FaultRow;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.service.compile.Backend;
import io.weir.service.compile.ClaimKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.service.compile.Frontend;
import io.weir.service.model.ServicePort;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Answers of {@code weir service ls} and {@code get}. */
final class ServiceAnswers {
  private ServiceAnswers() {}

  static List<ServiceRow> rows(LoopView view) {
    return view.compiled().keySet().stream()
        .sorted()
        .map(name -> row(view, view.compiled().get(name)))
        .toList();
  }

  private static ServiceRow row(LoopView view, CompiledService service) {
    Set<String> addresses = new LinkedHashSet<>();
    Set<String> ports = new LinkedHashSet<>();
    Set<L4Address> used = new TreeSet<>();
    Set<L4Address> here = new TreeSet<>();
    for (CompiledPort port : service.ports()) {
      ports.add(portText(port));
      port.frontends().forEach(f -> address(f).ifPresent(a -> addresses.add(ip(a))));
      for (List<Backend> set : List.of(port.backends().cluster(), port.backends().local())) {
        for (Backend backend : set) {
          used.add(backend.address());
          if (backend.local()) {
            here.add(backend.address());
          }
        }
      }
    }
    return new ServiceRow(
        service.name().namespace(),
        service.name().name(),
        List.copyOf(addresses),
        List.copyOf(ports),
        used.size(),
        here.size(),
        view.faults(service.name()).size());
  }

  private static String ip(L4Address address) {
    return address.address().toString();
  }

  private static Optional<L4Address> address(Frontend frontend) {
    return switch (frontend) {
      case Frontend.ClusterIp f -> Optional.of(f.address());
      case Frontend.ExternalIp f -> Optional.of(f.address());
      case Frontend.LoadBalancerIp f -> Optional.of(f.address());
      case Frontend.NodePort f -> Optional.empty();
    };
  }

  private static String portText(CompiledPort port) {
    String number = "";
    String nodePort = "";
    for (Frontend frontend : port.frontends()) {
      switch (frontend) {
        case Frontend.NodePort f -> nodePort = ":" + f.port();
        case Frontend.ClusterIp f -> number = String.valueOf(f.address().port());
        case Frontend.ExternalIp f -> {}
        case Frontend.LoadBalancerIp f -> {}
      }
    }
    return number + nodePort + "/" + port.port().protocol();
  }

  static Optional<ServiceDetail> detail(LoopView view, ObjectName name) {
    return Optional.ofNullable(view.compiled().get(name))
        .map(service ->
            new ServiceDetail(
                name.namespace(),
                name.name(),
                service.uid(),
                service.ports().stream().map(p -> port(view, p)).toList(),
                view.faults(name).stream()
                    .map(f -> new FaultRow(f.object(), f.field(), f.reason()))
                    .toList()));
  }

  private static ServiceDetail.Port port(LoopView view, CompiledPort port) {
    return new ServiceDetail.Port(
        port.port().portName(),
        port.port().protocol(),
        port.family(),
        port.internalLocal() ? "Local" : "Cluster",
        port.externalLocal() ? "Local" : "Cluster",
        port.affinitySeconds(),
        port.healthCheckNodePort(),
        port.frontends().stream().map(f -> frontend(view, port, f)).toList(),
        BackendRows.of(view, port, false));
  }

  private static ServiceDetail.FrontendRow frontend(
      LoopView view, CompiledPort port, Frontend frontend) {
    FrontendText text = FrontendText.of(frontend);
    Optional<ServicePort> owner =
        view.claims().owner(ClaimKey.of(frontend, port.port().protocol(), port.family()));
    boolean ours = owner.equals(Optional.of(port.port()));
    String note = ours ? "" : owner.map(o -> "served by " + o).orElse("not served");
    return new ServiceDetail.FrontendRow(
        text.kind(),
        text.address(),
        text.sourceRanges(),
        ours && view.programmed(port),
        note,
        FrontendHealth.of(port, frontend).label());
  }
}
