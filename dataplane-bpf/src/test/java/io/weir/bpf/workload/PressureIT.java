package io.weir.bpf.workload;

import static io.weir.bpf.packet.TcpFlag.ACK;
import static io.weir.bpf.packet.TcpFlag.SYN;
import static io.weir.bpf.workload.Counter.FLOWS_OPENED;
import static io.weir.bpf.workload.Counter.FORWARDED_FROM_POD;
import static io.weir.bpf.workload.Counter.FORWARDED_TO_POD;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.program.BpfObject;

/** More flows than there is room for. */
class PressureIT extends FlowCase {
  private static final int ESTABLISHED = 2;
  private static final int OPENING = 256;

  @Override
  BpfObject configure(BpfObject object) {
    return object.maxEntries("flows", ESTABLISHED).maxEntries("opening_flows", OPENING);
  }

  private void connect(Family family, int port) {
    lab.fromPod(family.out(family.peer).tcp(port, REMOTE, SYN))
        .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    lab.toPod(family.in(family.peer).tcp(REMOTE, port, SYN, ACK)).passed(FORWARDED_TO_POD);
  }

  @BothFamilies
  @Provokes(Drop.FLOWS_FULL)
  void fullTableRefusesNewFlowsAndKeepsOldOnes(Family family) {
    allowEgress();
    for (int port = 1; port <= 3; port++) {
      connect(family, port);
    }
    for (int port = 1; port <= ESTABLISHED; port++) {
      lab.fromPod(family.out(family.peer).tcp(port, REMOTE, ACK)).passed(FORWARDED_FROM_POD);
    }
    lab.fromPod(family.out(family.peer).tcp(3, REMOTE, ACK)).dropped(Drop.FLOWS_FULL);
    lab.toPod(family.in(family.peer).tcp(REMOTE, 1, ACK)).passed(FORWARDED_TO_POD);
    lab.flows.delete(
        new FlowKey(family.pod, family.peer, 1, REMOTE, WorkloadLab.IFINDEX, PortRange.TCP));
    lab.fromPod(family.out(family.peer).tcp(3, REMOTE, ACK)).passed(FORWARDED_FROM_POD);
  }

  @BothFamilies
  void floodOfHalfOpenFlowsDoesNotTouchTheEstablished(Family family) {
    allowEgress();
    connect(family, 1);
    lab.fromPod(family.out(family.peer).tcp(1, REMOTE, ACK)).passed(FORWARDED_FROM_POD);
    for (int port = 1000; port < 1000 + 3 * OPENING; port++) {
      lab.fromPod(family.out(family.peer).tcp(port, REMOTE, SYN))
          .passed(FORWARDED_FROM_POD, FLOWS_OPENED);
    }
    assertThat(lab.openingFlows.entries()).hasSizeLessThanOrEqualTo(OPENING);
    lab.toPod(family.in(family.peer).tcp(REMOTE, 1, ACK)).passed(FORWARDED_TO_POD);
    lab.toPod(family.in(family.peer).tcp(REMOTE, 1000, SYN, ACK)).dropped(Drop.ISOLATED);
  }
}
