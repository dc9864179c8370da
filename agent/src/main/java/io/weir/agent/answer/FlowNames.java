package io.weir.agent.answer;

import io.weir.agent.compile.PortKey;
import io.weir.agent.loop.EndpointState;
import io.weir.agent.loop.LoopView;
import io.weir.agent.observe.FlowRow;
import io.weir.policy.compile.RuleSet;
import io.weir.policy.model.PodFacts;
import io.weir.service.compile.Backend;
import io.weir.service.compile.ClaimKey;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.CompiledService;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What numbers and addresses in flows stand for; of one moment of the loop. */
final class FlowNames {
  private final LoopView view;
  private final Map<Integer, PortKey> services;
  private final Map<Integer, String> nodes;
  private final Map<IpAddress, String> owners = new HashMap<>();
  private final Map<Integer, EndpointState> endpoints = new HashMap<>();

  FlowNames(LoopView view) {
    this.view = view;
    this.services = view.serviceIds();
    this.nodes = view.nodeNames();
    view.nodesByAddress().forEach((address, node) -> owners.put(address, "node " + node));
    for (PodFacts pod : view.localPods()) {
      pod.addresses().forEach(address -> owners.put(address, "pod " + pod.name()));
    }
    view.policies()
        .ifPresent(p -> p.endpoints().forEach(e -> endpoints.put(e.link().ifindex(), e)));
  }

  /** The node we run on. */
  String here() {
    return view.node().facts().name();
  }

  /** {@code pod namespace/name} of this node or {@code node name}; else empty. */
  String owner(IpAddress address) {
    return owners.getOrDefault(address, "");
  }

  /** The node behind a number of the dataplane's; empty where none is known. */
  String node(int number) {
    return nodes.getOrDefault(number, "");
  }

  /**
   * The Service port of a translated flow; empty where it is gone.
   *
   * @param id 0 for what another node has handed over: whose it is, its destination says
   * @param server where the client sent it
   */
  Optional<PortKey> service(int id, FlowRow.End server, int protocol) {
    if (id != 0) {
      return Optional.ofNullable(services.get(id));
    }
    return IpAddress.parse(server.address())
        .filter(_ -> server.port() != 0)
        .flatMap(ip -> atFrontend(new L4Address(ip, server.port()), protocol));
  }

  private Optional<PortKey> atFrontend(L4Address server, int number) {
    Family family = server.address().family();
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.number() == number)
        .flatMap(protocol ->
            Stream.of(
                new ClaimKey.AtAddress(server, protocol),
                new ClaimKey.AtNode(server.port(), protocol, family)))
        .flatMap(key -> view.claims().owner(key).stream())
        .findFirst()
        .map(port -> new PortKey(port, family));
  }

  /** The node that a backend of a Service port runs on; empty where it is not known. */
  String nodeOf(PortKey service, L4Address backend) {
    return compiled(service)
        .flatMap(port ->
            Stream.of(port.backends().cluster(), port.backends().local())
                .flatMap(List::stream)
                .filter(b -> b.address().equals(backend))
                .findFirst())
        .map(Backend::node)
        .orElse("");
  }

  private Optional<CompiledPort> compiled(PortKey key) {
    return Optional.ofNullable(view.compiled().get(key.port().service())).stream()
        .map(CompiledService::ports)
        .flatMap(List::stream)
        .filter(p -> p.port().equals(key.port()) && p.family() == key.family())
        .findFirst();
  }

  /** The pod at an interface; empty where it is not known. */
  Optional<ObjectName> podAt(int ifindex) {
    return Optional.ofNullable(endpoints.get(ifindex)).flatMap(EndpointState::pod);
  }

  String interfaceName(int ifindex) {
    return Optional.ofNullable(endpoints.get(ifindex)).map(e -> e.link().name()).orElse("");
  }

  Optional<RuleSet> set(int id) {
    return view.policies().flatMap(p -> p.tables().set(id));
  }
}
