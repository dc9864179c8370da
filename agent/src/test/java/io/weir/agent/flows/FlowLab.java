package io.weir.agent.flows;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.FlowTimeouts;
import io.weir.bpf.abi.Translation;
import io.weir.bpf.abi.Tuple;
import io.weir.values.IpAddress;
import java.util.Optional;

/** Flows in memory. Names of addresses: client, vip, backend, node. */
final class FlowLab {
  static final int TCP = 6;
  static final int UDP = 17;
  static final String CLIENT = "198.51.100.7";
  static final String VIP = "192.0.2.1";
  static final String BACKEND = "10.1.1.9";
  static final String NODE = "172.30.0.11";

  final MemoryTable<FlowKey, Flow> flows = new MemoryTable<>();
  final MemoryTable<FlowKey, Flow> openingFlows = new MemoryTable<>();
  final MemoryTable<Tuple, Translation> translations = new MemoryTable<>();
  final MemoryTable<Tuple, Translation> openingTranslations = new MemoryTable<>();
  final FlowTables tables =
      new FlowTables(
          Optional.of(new FlowPair<>(flows, openingFlows)),
          Optional.of(new FlowPair<>(translations, openingTranslations)),
          new FlowTimeouts(120, 432_000, 120, 10, 30, 120, 30, 210, 30, 600, 30, 3600));

  static Address ip(String text) {
    return AbiAddress.of(IpAddress.parse(text).orElseThrow());
  }

  static FlowKey key(String local, int localPort, String remote, int remotePort) {
    return new FlowKey(ip(local), ip(remote), localPort, remotePort, 9, TCP);
  }

  static Flow flow(int flags) {
    return new Flow(1, 2, 3, 4, 5, 6, 0, 0, 0, 0, Flow.RULE_DEFAULT, flags);
  }

  static Tuple toVip(int clientPort) {
    return new Tuple(ip(CLIENT), ip(VIP), clientPort, 80, TCP);
  }

  /** What packets of {@link #toVip} become. */
  static Translation way(int clientPort, int serviceId, WirePath path, int node, int flags) {
    boolean snat = (flags & WireFlags.TRANSLATION_SNAT) != 0;
    return translation(
        snat ? NODE : CLIENT,
        snat ? 61_000 : clientPort,
        BACKEND,
        8080,
        serviceId,
        path,
        node,
        flags);
  }

  /** What answers to {@link #toVip} become. */
  static Translation back(int clientPort, int serviceId, WirePath path, int flags) {
    return translation(
        VIP, 80, CLIENT, clientPort, serviceId, path, 0, flags | WireFlags.TRANSLATION_REPLY);
  }

  private static Translation translation(
      String source,
      int sourcePort,
      String destination,
      int destinationPort,
      int serviceId,
      WirePath path,
      int node,
      int flags) {
    return new Translation(
        ip(source),
        ip(destination),
        sourcePort,
        destinationPort,
        serviceId,
        1,
        2,
        3,
        4,
        node,
        7,
        0,
        path.ordinal(),
        flags);
  }

  /** Puts both entries of a flow from outside that goes to a backend of this node. */
  void translated(int clientPort, int serviceId, boolean opening) {
    MemoryTable<Tuple, Translation> table = opening ? openingTranslations : translations;
    Translation way = way(clientPort, serviceId, WirePath.POD, 0, WireFlags.TRANSLATION_EXTERNAL);
    table.put(toVip(clientPort), way);
    table.put(
        new Tuple(ip(BACKEND), ip(CLIENT), 8080, clientPort, TCP),
        back(clientPort, serviceId, WirePath.NEXT_HOP, WireFlags.TRANSLATION_EXTERNAL));
  }
}
