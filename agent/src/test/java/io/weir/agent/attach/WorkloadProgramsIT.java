package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import io.weir.bpf.abi.Explanation;
import io.weir.bpf.abi.Flow;
import io.weir.bpf.abi.FlowKey;
import io.weir.bpf.abi.SweepResult;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.TcFilters;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxChain;
import io.weir.bpf.program.TcxOrder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs at real interfaces, in namespaces of the test's own. */
@Tag("kernel")
class WorkloadProgramsIT {
  private static final int POD = 70;
  private static final int OTHER = 71;

  private PodLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new PodLab();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void attach(WorkloadPrograms programs, int ifindex) {
    lab.inside(() -> {
      programs.attach(ifindex);
      return true;
    });
  }

  private void detach(WorkloadPrograms programs, int ifindex) {
    lab.inside(() -> {
      programs.detach(ifindex);
      return true;
    });
  }

  private Set<Integer> attached(WorkloadPrograms programs) {
    return lab.inside(programs::attached);
  }

  private List<TcxChain.Entry> chain(WorkloadHook hook) {
    return lab.inside(() -> TcxChain.programs(POD, hook.hook()));
  }

  private Optional<TcFilters.Filter> filter(WorkloadHook hook) {
    return lab.inside(() -> TcFilters.info(POD, hook.hook(), ClsactFilters.place(hook)));
  }

  private Path pin(WorkloadHook hook, int ifindex) {
    return lab.pins().links().resolve(hook.program() + "_" + ifindex);
  }

  private Set<String> pins() throws IOException {
    Path links = lab.pins().links();
    if (!Files.exists(links)) {
      return Set.of();
    }
    try (var pins = Files.list(links)) {
      return pins.map(pin -> pin.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void bothDirectionsAreAttachedOnceAndDetached() throws Exception {
    lab.plug("pod0", POD);
    try (WorkloadPrograms programs = lab.load(true)) {
      assertThat(attached(programs)).isEmpty();
      attach(programs, POD);
      attach(programs, POD);
      assertThat(attached(programs)).containsExactly(POD);
      for (WorkloadHook hook : WorkloadHook.POLICY) {
        assertThat(chain(hook))
            .extracting(TcxChain.Entry::programId)
            .containsExactly(programs.object().program(hook.program()).id());
      }
      detach(programs, POD);
      assertThat(attached(programs)).isEmpty();
      assertThat(chain(WorkloadHook.FROM_POD)).isEmpty();
      assertThat(pins()).isEmpty();
      detach(programs, POD);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void programsJudgeUntilTheyAreDetachedAlsoWhileNoAgentRuns(boolean tcx) throws Exception {
    lab.plug("pod0", POD);
    try (DatagramSocket pod = lab.listen()) {
      try (WorkloadPrograms programs = lab.load(tcx)) {
        attach(programs, POD);
      }
      pod.setSoTimeout(300);
      lab.send(); // nothing is known of the interface: what has programs and no entry is closed
      assertThatThrownBy(() -> pod.receive(new DatagramPacket(new byte[10], 10)))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      try (WorkloadPrograms programs = lab.load(tcx)) {
        detach(programs, POD);
      }
      pod.setSoTimeout(20_000);
      lab.send();
      pod.receive(new DatagramPacket(new byte[10], 10));
    }
  }

  @Test
  void anAgentThatStartsSwapsTheProgramsOfTheSameLinks() throws Exception {
    lab.plug("pod0", POD);
    List<Integer> links;
    try (WorkloadPrograms former = lab.load(true)) {
      attach(former, POD);
      links = chain(WorkloadHook.TO_POD).stream().map(TcxChain.Entry::linkId).toList();
    }
    try (WorkloadPrograms programs = lab.load(true)) {
      assertThat(attached(programs)).containsExactly(POD);
      assertThat(chain(WorkloadHook.TO_POD)).extracting(TcxChain.Entry::linkId).isEqualTo(links);
      assertThat(chain(WorkloadHook.TO_POD))
          .extracting(TcxChain.Entry::programId)
          .containsExactly(programs.object().program("to_pod").id());
    }
  }

  @Test
  void pinsOfInterfacesThatWentWhileNoAgentRanAreRemoved() throws Exception {
    lab.plug("pod0", POD);
    try (WorkloadPrograms former = lab.load(true)) {
      attach(former, POD);
    }
    lab.unplug("pod0");
    assertThat(pins()).containsExactlyInAnyOrder("from_pod_70", "to_pod_70");
    try (WorkloadPrograms programs = lab.load(true)) {
      assertThat(attached(programs)).isEmpty();
      assertThat(pins()).isEmpty();
    }
  }

  @Test
  void anInterfaceWithTheIndexOfAFormerOneHasNoProgramsUntilItIsAttached() throws Exception {
    lab.plug("pod0", POD);
    try (WorkloadPrograms programs = lab.load(true)) {
      attach(programs, POD);
      lab.unplug("pod0");
      lab.plug("pod1", POD);
      assertThat(attached(programs)).isEmpty();
      attach(programs, POD);
      assertThat(attached(programs)).containsExactly(POD);
      assertThat(chain(WorkloadHook.FROM_POD)).hasSize(1);
    }
    lab.unplug("pod1");
    lab.plug("pod2", POD);
    try (WorkloadPrograms programs = lab.load(true)) {
      assertThat(attached(programs)).isEmpty();
      assertThat(chain(WorkloadHook.FROM_POD)).isEmpty();
    }
  }

  @Test
  void whatSomebodyTookOffIsAttachedAgainAndGoneInterfacesAreForgotten() throws Exception {
    lab.plug("pod0", POD);
    lab.onNode("link add lonely index " + OTHER + " type veth peer name peer0");
    try (WorkloadPrograms programs = lab.load(true)) {
      attach(programs, POD);
      attach(programs, OTHER);
      assertThat(lab.inside(programs::repair)).isEmpty();
      Links.detach(pin(WorkloadHook.TO_POD, POD));
      Files.delete(pin(WorkloadHook.FROM_POD, POD));
      lab.onNode("link del lonely");
      assertThat(lab.inside(programs::repair)).containsExactly(POD);
      assertThat(attached(programs)).containsExactly(POD);
      assertThat(pins()).containsExactlyInAnyOrder("from_pod_70", "to_pod_70");
      assertThat(lab.inside(programs::repair)).isEmpty();
    }
  }

  @Test
  void programsOfOthersStayInTheChainBehindOurs() throws Exception {
    lab.plug("pod0", POD);
    try (WorkloadPrograms programs = lab.load(true);
        LoadedObject others = BpfObject.open(WorkloadPrograms.OBJECT).load()) {
      LinkInfo theirs =
          lab.inside(() ->
              Links.attachTcx(
                  others.program("to_pod"),
                  POD,
                  WorkloadHook.TO_POD.hook().tcx(),
                  new TcxOrder.Last(),
                  lab.pins().links().resolve("theirs")));
      attach(programs, POD);
      assertThat(chain(WorkloadHook.TO_POD))
          .extracting(TcxChain.Entry::programId)
          .containsExactly(programs.object().program("to_pod").id(), theirs.programId());
      detach(programs, POD);
      assertThat(chain(WorkloadHook.TO_POD))
          .extracting(TcxChain.Entry::linkId)
          .containsExactly(theirs.id());
    }
  }

  @Test
  void anInterfaceThatIsGoneIsSaidSoAndLeavesNoPin() throws Exception {
    try (WorkloadPrograms programs = lab.load(true)) {
      assertThatThrownBy(() -> attach(programs, POD))
          .isInstanceOfSatisfying(
              KernelError.class, e -> assertThat(e.errno()).isEqualTo("ENODEV"));
      assertThat(lab.inside(programs::repair)).isEmpty();
      assertThat(pins()).isEmpty();
    }
  }

  @Test
  void whereTcxIsMissingFiltersAreHeldByTheInterface() throws Exception {
    lab.plug("pod0", POD);
    int former;
    try (WorkloadPrograms programs = lab.load(false)) {
      attach(programs, POD);
      former = filter(WorkloadHook.FROM_POD).orElseThrow().programId();
      assertThat(attached(programs)).containsExactly(POD);
    }
    assertThat(filter(WorkloadHook.FROM_POD)).isPresent();
    try (WorkloadPrograms programs = lab.load(false)) {
      assertThat(attached(programs)).containsExactly(POD);
      assertThat(filter(WorkloadHook.FROM_POD).orElseThrow().programId()).isNotEqualTo(former);
      lab.onNode("link set pod0 down");
      lab.inside(
          () -> TcFilters.detach(POD, TcHook.EGRESS, ClsactFilters.place(WorkloadHook.TO_POD)));
      assertThat(lab.inside(programs::repair)).containsExactly(POD);
      detach(programs, POD);
      assertThat(filter(WorkloadHook.FROM_POD)).isEmpty();
      assertThat(filter(WorkloadHook.TO_POD)).isEmpty();
      attach(programs, POD);
      lab.unplug("pod0");
      assertThat(attached(programs)).isEmpty();
      assertThat(lab.inside(programs::repair)).isEmpty();
    }
  }

  @Test
  void explainRunsTheLoadedProgramsAtTheInterface() throws Exception {
    lab.plug("pod0", POD);
    try (WorkloadPrograms programs = lab.load(true)) {
      byte[] arp = new byte[60];
      arp[12] = 8;
      arp[13] = 6;
      Explanation found = lab.inside(() -> programs.explain(WorkloadHook.FROM_POD, POD, arp, POD));
      assertThat(found.reason()).as("unknown endpoint").isEqualTo(4);
    }
  }

  @Test
  void aSweepForgetsTheFlowsWhoseTimeIsOver() throws Exception {
    try (WorkloadPrograms programs = lab.load(true);
        Sweep<SweepResult> sweep = Sweep.flows(lab.pins(), Optional.empty())) {
      SweepResult empty = sweep.run();
      assertThat(empty.at()).isPositive();
      assertThat(empty.flows() + empty.openingFlows() + empty.expired()).isZero();

      Address none = new Address(0, 0);
      programs
          .object()
          .map("endpoints", Integer.class, Endpoint.class)
          .put(POD, new Endpoint(none, none, 0, 0, 0, 0, 0, 1, 0, 0, POD));
      BpfMap<FlowKey, Flow> flows = programs.object().map("flows", FlowKey.class, Flow.class);
      flows.put(flowKey(1), flow(empty.at()));
      flows.put(flowKey(2), flow(0));
      SweepResult swept = sweep.run();
      assertThat(swept.flows()).isEqualTo(1);
      assertThat(swept.expired()).isEqualTo(1);
      assertThat(flows.get(flowKey(1))).isPresent();
      assertThat(flows.get(flowKey(2))).isEmpty();
    }
  }

  private static FlowKey flowKey(int port) {
    Address pod = new Address(0, 0xffff_c000_0202L);
    return new FlowKey(pod, pod, port, 53, POD, 17);
  }

  private static Flow flow(long lastSeen) {
    return new Flow(0, lastSeen, 1, 60, 1, 60, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aSweepNeedsTheMapsOfThePrograms() {
    assertThatThrownBy(() -> Sweep.flows(lab.pins(), Optional.empty()))
        .isInstanceOf(KernelError.class);
  }
}
