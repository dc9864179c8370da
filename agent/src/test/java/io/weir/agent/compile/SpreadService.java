package io.weir.agent.compile;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Tuple;
import io.weir.service.compile.Backend;
import io.weir.service.compile.Backends;
import io.weir.service.compile.CompiledPort;
import io.weir.service.compile.Frontend.ClusterIp;
import io.weir.service.compile.Frontend.LoadBalancerIp;
import io.weir.service.model.External;
import io.weir.service.model.ExternalMode;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.ServicePort;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A Service with a VIP in front of nine backends on three nodes, as each of these sees it. */
record SpreadService(Family family, Protocol protocol, ExternalMode mode, int affinitySeconds) {
  static final List<String> NODES = List.of("node1", "node2", "node3");
  static final Placement PLACEMENT = new Placement(7, 32);
  private static final int BACKENDS = 9;

  L4Address vip() {
    return new L4Address(ip(family == Family.IPV4 ? "192.0.2.1" : "2001:db8:1b::1"), 80);
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private Backend backend(int number, String seenFrom) {
    int node = 1 + number % NODES.size();
    String address = (family == Family.IPV4 ? "10.244.%d.%d" : "fd00:10:244:%d::%d");
    return new Backend(
        new L4Address(ip(address.formatted(node, 2 + number)), 8080),
        true,
        seenFrom.equals("node" + node),
        "node" + node);
  }

  private CompiledPort compiled(String node) {
    List<Backend> all = IntStream.range(0, BACKENDS).mapToObj(i -> backend(i, node)).toList();
    L4Address clusterIp = new L4Address(ip(family == Family.IPV4 ? "10.96.0.1" : "fd00::1"), 80);
    return new CompiledPort(
        new ServicePort(new ObjectName("default", "spread"), "", protocol),
        family,
        List.of(new ClusterIp(clusterIp), vipFrontend()),
        new Backends(all, List.of(), all, true),
        false,
        false,
        affinitySeconds,
        0,
        new External(mode, External.LEAST_MAGLEV_SIZE));
  }

  private LoadBalancerIp vipFrontend() {
    return new LoadBalancerIp(vip(), List.of());
  }

  private SlotLayout layout(String node) {
    return SlotLayout.of(compiled(node).backends());
  }

  PortEntries entries(String node) {
    return PortCompiler.compile(
        compiled(node), compiled(node).frontends(), layout(node), PLACEMENT, facts(node));
  }

  WireChoice choice(String node) {
    return PortCompiler.choice(compiled(node), vipFrontend(), layout(node), PLACEMENT, facts(node));
  }

  private static NodeFacts facts(String node) {
    return new NodeFacts(node, "", List.of());
  }

  /** Any client's, to the VIP. */
  Tuple tuple(Random random) {
    Address client =
        family == Family.IPV4
            ? AbiAddress.of(IpAddress.ofIpv4(0xc6336400 + random.nextInt(256)))
            : new Address(0x20010db8_00aa0000L + random.nextInt(1 << 16), random.nextLong());
    return new Tuple(
        client,
        AbiAddress.of(vip().address()),
        1024 + random.nextInt(60_000),
        vip().port(),
        protocol.number());
  }
}
