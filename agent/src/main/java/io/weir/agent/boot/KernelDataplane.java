package io.weir.agent.boot;

import io.weir.agent.answer.Dataplane;
import io.weir.agent.answer.PacketFlow;
import io.weir.agent.attach.WorkloadHook;
import io.weir.agent.attach.WorkloadPrograms;
import io.weir.agent.compile.AbiAddress;
import io.weir.agent.observe.Traffic;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.map.PacketCounters;
import io.weir.bpf.packet.Packet;
import io.weir.bpf.packet.TcpFlag;
import io.weir.policy.model.Direction;
import java.util.List;
import java.util.Optional;

/** The loaded programs at pods' interfaces, for answers. */
final class KernelDataplane implements Dataplane {
  /** Of the made packet, or the id of an echo request: of no service, and below what hosts give. */
  private static final int SOURCE_PORT = 20_011;

  /** Any interface: the programs ask only whether there is one. */
  private static final int SOME_INTERFACE = 1;

  private static final int MADE_BY_THE_NODE = 0;

  private final WorkloadPrograms programs;
  private final PacketCounters ruleCounters;

  KernelDataplane(WorkloadPrograms programs) {
    this.programs = programs;
    this.ruleCounters = programs.object().packetCounters("rule_counters");
  }

  @Override
  public Optional<Explanation> explain(Probe probe) {
    boolean fromPod = probe.direction() == Direction.EGRESS;
    return Optional.of(
        programs.explain(
            fromPod ? WorkloadHook.FROM_POD : WorkloadHook.TO_POD,
            probe.ifindex(),
            packet(probe, fromPod).bytes(),
            probe.fromOwnNode() ? MADE_BY_THE_NODE : SOME_INTERFACE));
  }

  private static Packet packet(Probe probe, boolean fromPod) {
    long podMac = probe.podMac() == 0 ? Packet.SOURCE_MAC : probe.podMac();
    PacketFlow flow = probe.flow();
    Packet ip =
        (fromPod
                ? Packet.eth(podMac, Packet.DESTINATION_MAC)
                : Packet.eth(Packet.SOURCE_MAC, podMac))
            .ip(AbiAddress.of(flow.source()), AbiAddress.of(flow.destination()));
    return switch (flow.protocol()) {
      case TCP -> ip.tcp(SOURCE_PORT, flow.port(), TcpFlag.SYN);
      case UDP -> ip.udp(SOURCE_PORT, flow.port());
      case SCTP -> ip.sctp(SOURCE_PORT, flow.port());
      case ICMP -> ip.icmp().echoRequest(SOURCE_PORT, 1);
    };
  }

  @Override
  public List<Traffic> ruleCounters(int first, int count) {
    return ruleCounters.sums(first, count).stream()
        .map(c -> new Traffic(c.packets(), c.bytes()))
        .toList();
  }
}
