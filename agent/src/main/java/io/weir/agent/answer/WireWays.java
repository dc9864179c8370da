package io.weir.agent.answer;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Flags;
import io.weir.agent.compile.NodeId;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.WireMode;
import io.weir.agent.loop.LoopView;
import io.weir.agent.loop.WireView;
import io.weir.agent.observe.WhyAnswer.Way;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.abi.Translation;
import io.weir.service.compile.CompiledPort;
import io.weir.service.model.ExternalMode;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How packets from outside reach backends, and how answers go back. */
final class WireWays {
  private static final Map<ExternalMode, WirePath> PATHS =
      Map.of(
          ExternalMode.SNAT, WirePath.NEXT_HOP,
          ExternalMode.FORWARD, WirePath.FORWARD,
          ExternalMode.DSR_L2, WirePath.L2,
          ExternalMode.DSR_GENEVE, WirePath.GENEVE,
          ExternalMode.DSR_IPIP, WirePath.IPIP);

  private final LoopView view;
  private final WireView wire;
  private final WireMemory memory;
  private final CompiledPort port;
  private final IpAddress client;
  private final Map<Integer, String> nodes;

  WireWays(LoopView view, WireView wire, WireMemory memory, CompiledPort port, IpAddress client) {
    this.view = view;
    this.wire = wire;
    this.memory = memory;
    this.port = port;
    this.client = client;
    this.nodes = view.nodeNames();
  }

  static String text(Slot slot) {
    return new L4Address(AbiAddress.toIp(slot.address()), slot.port()).toString();
  }

  private static boolean isHere(Slot slot) {
    return (slot.flags() & Flags.SLOT_LOCAL) != 0;
  }

  /** What the Service's mode comes to, where a backend on another node may be chosen. */
  Optional<String> mode(List<Slot> chosen) {
    ExternalMode wanted = port.external().mode();
    List<ExternalMode> got =
        chosen.stream().filter(slot -> !isHere(slot)).map(this::mode).distinct().toList();
    return got.isEmpty()
        ? Optional.empty()
        : Optional.of(
            wanted.word()
                + got.stream()
                    .filter(mode -> mode != wanted)
                    .map(mode -> "; " + mode.word() + " where that does not reach the node")
                    .reduce("", String::concat));
  }

  /** A mode that cannot be had gives way to what can. */
  private ExternalMode mode(Slot slot) {
    boolean tunnels =
        slot.node() != NodeId.NONE
            && wire.tunnelTo(slot.node(), client.family()).filter(memory::takesTunnels).isPresent();
    if (!tunnels) {
      return ExternalMode.SNAT;
    }
    ExternalMode wanted = port.external().mode();
    return wanted == ExternalMode.DSR_L2 && !wire.isNeighbour(slot.node())
        ? ExternalMode.DSR_GENEVE
        : wanted;
  }

  /** The way of a new flow; empty where it is dropped. */
  Optional<Way> of(Slot slot, boolean handed) {
    return isHere(slot) ? here(slot) : handed ? Optional.empty() : elsewhere(slot);
  }

  private Optional<Way> here(Slot slot) {
    IpAddress address = AbiAddress.toIp(slot.address());
    boolean pod = wire.leadsToPod(address);
    if (!pod && (wire.flags(address) & WireFlags.SERVICE_ADDRESS_NODE) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Way(
            text(slot),
            WireMode.LOCAL.label(),
            (pod ? WirePath.POD : WirePath.STACK).label(),
            ownName(),
            client.toString(),
            "from here, straight to the client"));
  }

  private Optional<Way> elsewhere(Slot slot) {
    ExternalMode mode = mode(slot);
    String node = nodes.getOrDefault(slot.node(), "");
    Optional<IpAddress> seenAs =
        mode == ExternalMode.SNAT ? wire.own(client.family()) : Optional.of(client);
    return seenAs.map(seen ->
        new Way(
            text(slot),
            mode.word(),
            PATHS.get(mode).label(),
            node,
            seen.toString(),
            answers(mode, node)));
  }

  private static String answers(ExternalMode mode, String node) {
    return switch (mode) {
      case SNAT -> "back through this node";
      case FORWARD -> "by tunnel to this node, and on to the client";
      case DSR_L2, DSR_GENEVE, DSR_IPIP -> "from " + node + ", straight to the client";
    };
  }

  /** The way that a flow has taken, whatever the Service's mode is by now. */
  Way of(KnownFlow flow) {
    Translation way = flow.way();
    WireMode mode = WireMode.of(way);
    String node =
        mode == WireMode.LOCAL || mode.isServedForAnother(way)
            ? ownName()
            : nodes.getOrDefault(way.node(), "");
    return new Way(
        flow.backend(),
        mode.label(),
        WirePath.label(way.path()),
        node,
        AbiAddress.toIp(way.source()).toString(),
        mode.isServedForAnother(way)
            ? "by tunnel to " + nodes.getOrDefault(way.node(), "the node where it came in")
            : ExternalMode.of(mode.label())
                .map(m -> answers(m, node))
                .orElse("from here, straight to the client"));
  }

  private String ownName() {
    return view.node().facts().name();
  }
}
