package io.weir.agent.compile;

import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.Member;
import io.weir.bpf.abi.MemberKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.SourceRangeKey;
import io.weir.service.compile.Backend;
import io.weir.service.compile.Backends;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend.ClusterIp;
import io.weir.service.compile.Frontend.ExternalIp;
import io.weir.service.compile.Frontend.LoadBalancerIp;
import io.weir.service.compile.Frontend.NodePort;
import io.weir.service.model.NodeFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.L4Address;
import io.weir.values.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Expresses one compiled Service port as entries of the service maps. Pure. */
public final class PortCompiler {
  private final CompiledPort port;
  private final SlotLayout layout;
  private final Placement placement;
  private final NodeFacts node;
  private final Map<FrontendKey, Frontend> frontends = new HashMap<>();
  private final Map<NodePortKey, Frontend> nodePorts = new HashMap<>();
  private final Map<SourceRangeKey, Integer> sourceRanges = new HashMap<>();

  private PortCompiler(CompiledPort port, SlotLayout layout, Placement placement, NodeFacts node) {
    this.port = port;
    this.layout = layout;
    this.placement = placement;
    this.node = node;
  }

  /**
   * The entries of {@code port}.
   *
   * @param won those of its frontends that no other Service has a better claim to
   * @param node for the question whether the node's own processes are in a source range (FE-10)
   */
  public static PortEntries compile(
      CompiledPort port,
      List<io.weir.service.compile.Frontend> won,
      SlotLayout layout,
      Placement placement,
      NodeFacts node) {
    PortCompiler compiler = new PortCompiler(port, layout, placement, node);
    won.forEach(compiler::add);
    return new PortEntries(
        compiler.frontends,
        compiler.nodePorts,
        compiler.members(),
        compiler.sourceRanges,
        compiler.hasTable()
            ? MaglevCompiler.compile(layout, placement.slotBase(), port.external().maglevSize())
            : Map.of());
  }

  /** What the programs on the wire choose from at one of the port's frontends. */
  public static WireChoice choice(
      CompiledPort port,
      io.weir.service.compile.Frontend frontend,
      SlotLayout layout,
      Placement placement,
      NodeFacts node) {
    PortEntries entries = compile(port, List.of(frontend), layout, placement, node);
    return new WireChoice(
        Stream.of(entries.frontends(), entries.nodePorts())
            .flatMap(all -> all.values().stream())
            .findFirst()
            .orElseThrow(),
        layout,
        entries.maglev());
  }

  /** The key of a frontend that is an address; NodePorts have {@link #nodePortKey}. */
  public static FrontendKey frontendKey(L4Address address, Protocol protocol) {
    return new FrontendKey(AbiAddress.of(address.address()), address.port(), protocol.number());
  }

  public static NodePortKey nodePortKey(int port, Protocol protocol, Family family) {
    return new NodePortKey(port, protocol.number(), family == Family.IPV4 ? 4 : 6);
  }

  private void add(io.weir.service.compile.Frontend frontend) {
    Protocol protocol = port.port().protocol();
    switch (frontend) {
      case ClusterIp(L4Address address) ->
          frontends.put(
              frontendKey(address, protocol),
              value(
                  Flags.FRONTEND_CLUSTER_IP,
                  port.internalLocal() ? Flags.FRONTEND_INTERNAL_LOCAL : 0,
                  0));
      case NodePort(int number) ->
          nodePorts.put(
              nodePortKey(number, protocol, port.family()),
              value(Flags.FRONTEND_NODE_PORT, external(), 0));
      case ExternalIp(L4Address address) ->
          frontends.put(
              frontendKey(address, protocol), value(Flags.FRONTEND_EXTERNAL_IP, external(), 0));
      case LoadBalancerIp(L4Address address, List<IpPrefix> ranges) ->
          frontends.put(
              frontendKey(address, protocol),
              value(
                  Flags.FRONTEND_LOAD_BALANCER_IP,
                  external() | restrict(ranges),
                  ranges.isEmpty() ? 0 : placement.serviceId()));
    }
  }

  private int external() {
    return port.externalLocal() ? Flags.FRONTEND_EXTERNAL_LOCAL : 0;
  }

  /** All VIPs of a port share their ranges, so the set is named after the service id. */
  private int restrict(List<IpPrefix> ranges) {
    if (ranges.isEmpty()) {
      return 0;
    }
    boolean nodeAllowed = false;
    for (IpPrefix range : ranges) {
      sourceRanges.put(
          new SourceRangeKey(
              32 + range.mappedLength(), placement.serviceId(), AbiAddress.of(range.address())),
          1);
      for (IpAddress own : node.addresses()) {
        nodeAllowed |= range.contains(own);
      }
    }
    return Flags.FRONTEND_SOURCE_RANGES | (nodeAllowed ? Flags.FRONTEND_NODE_ALLOWED : 0);
  }

  /** Every node must choose alike where packets from outside may come in at any. */
  private boolean hasTable() {
    return layout.clusterCount() > 1
        && layout.clusterCount() < port.external().maglevSize()
        && port.frontends().size() > 1;
  }

  private Frontend value(int kind, int flags, int ranges) {
    return new Frontend(
        placement.serviceId(),
        placement.slotBase(),
        layout.clusterCount(),
        layout.localOffset(),
        layout.localCount(),
        port.affinitySeconds(),
        ranges,
        flags | (port.backends().any() ? Flags.FRONTEND_ELSEWHERE : 0),
        kind,
        kind != Flags.FRONTEND_CLUSTER_IP && hasTable() ? port.external().maglevSize() : 0,
        port.external().mode().ordinal());
  }

  /** Who is a backend is asked only for affinity, and for datagram flows that already exist. */
  private Map<MemberKey, Member> members() {
    if (port.affinitySeconds() == 0 && port.port().protocol() != Protocol.UDP) {
      return Map.of();
    }
    Map<MemberKey, Integer> flags = new HashMap<>();
    Backends backends = port.backends();
    mark(flags, backends.cluster(), Flags.MEMBER_CLUSTER);
    mark(flags, backends.local(), Flags.MEMBER_LOCAL);
    mark(flags, backends.serving(), Flags.MEMBER_SERVING);
    Map<MemberKey, Member> members = HashMap.newHashMap(flags.size());
    flags.forEach((key, bits) -> members.put(key, new Member(bits)));
    return members;
  }

  private void mark(Map<MemberKey, Integer> flags, List<Backend> backends, int bit) {
    for (Backend backend : backends) {
      MemberKey key =
          new MemberKey(
              AbiAddress.of(backend.address().address()),
              placement.serviceId(),
              backend.address().port());
      flags.merge(key, bit, (a, b) -> a | b);
    }
  }
}
