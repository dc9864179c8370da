package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.TcFilters;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxChain;
import io.weir.bpf.program.TcxOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of policy and of Services at the same interface, in the order that they need. */
@Tag("kernel")
class PodChainIT {
  private static final int POD = 70;

  /** The kernel keeps 15 characters of a name. */
  private static final List<String> INGRESS =
      List.of("service_from_po", "from_pod", "service_reply");

  private static final List<String> EGRESS = List.of("to_pod", "service_to_pod");

  private PodLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new PodLab();
    lab.plug("pod0", POD);
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void attach(WorkloadHooks programs) {
    lab.inside(() -> {
      programs.attach(POD);
      return true;
    });
  }

  private List<String> chain(TcHook hook) {
    return lab.inside(() -> TcxChain.programs(POD, hook)).stream()
        .map(TcxChain.Entry::programName)
        .toList();
  }

  private void assertWholeChain() {
    assertThat(chain(TcHook.INGRESS)).isEqualTo(INGRESS);
    assertThat(chain(TcHook.EGRESS)).isEqualTo(EGRESS);
  }

  private Path pin(WorkloadHook hook) {
    return lab.pins().links().resolve(hook.program() + "_" + POD);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void servicesAreBeforePolicyAndAfterItWhoeverIsAttachedFirst(boolean policyFirst) {
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true)) {
      attach(policyFirst ? policy : wire.atPods());
      attach(policyFirst ? wire.atPods() : policy);
      assertWholeChain();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = WorkloadHook.class,
      names = {"FROM_POD", "TO_POD", "SERVICE_FROM_POD", "SERVICE_REPLY", "SERVICE_TO_POD"})
  void aProgramThatSomebodyTookOffComesBackToItsPlace(WorkloadHook lost) {
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true)) {
      attach(policy);
      attach(wire.atPods());
      Links.detach(pin(lost));
      lab.inside(policy::repair);
      lab.inside(wire::repair);
      assertWholeChain();
    }
  }

  @Test
  void anotherAgentTakesThemOverInPlace() {
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true)) {
      attach(policy);
      attach(wire.atPods());
    }
    assertWholeChain();
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true)) {
      assertThat(lab.inside(policy::attached)).containsExactly(POD);
      assertThat(lab.inside(wire.atPods()::attached)).containsExactly(POD);
      assertWholeChain();
      wire.atPods().detach(POD);
      assertThat(chain(TcHook.INGRESS)).containsExactly("from_pod");
    }
  }

  @Test
  void programsOfOthersStandBetween() {
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true);
        LoadedObject others = BpfObject.open(WorkloadPrograms.OBJECT).load()) {
      lab.inside(() ->
          Links.attachTcx(
              others.program("explain_to_pod"),
              POD,
              TcHook.INGRESS.tcx(),
              new TcxOrder.Last(),
              lab.pins().links().resolve("theirs")));
      attach(wire.atPods());
      attach(policy);
      assertThat(chain(TcHook.INGRESS))
          .containsExactly("service_from_po", "from_pod", "explain_to_pod", "service_reply");
    }
  }

  @Test
  void whoeverIsFasterWhereBothAreAttachedAtOnceTheOrderIsTheSame() throws Exception {
    try (WorkloadPrograms policy = lab.load(true);
        WirePrograms wire = lab.loadWire(true)) {
      for (int round = 0; round < 10; round++) {
        Thread other = Thread.ofPlatform().start(() -> attach(policy));
        attach(wire.atPods());
        other.join();
        assertWholeChain();
        policy.detach(POD);
        wire.atPods().detach(POD);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAgentThatDoesNotServeThemTakesThemOff(boolean tcx) {
    WorkloadPrograms.Node node = new WorkloadPrograms.Node(tcx, PodLinks::interfaces);
    try (WorkloadPrograms policy = lab.load(tcx);
        WirePrograms wire = lab.loadWire(tcx)) {
      attach(policy);
      attach(wire.atPods());
      attach(wire.atUplinks());
    }
    takeOff(() -> WirePrograms.takeOff(lab.pins(), node));
    try (WorkloadPrograms policy = lab.load(tcx);
        WirePrograms wire = lab.loadWire(tcx)) {
      assertThat(lab.inside(policy::attached)).containsExactly(POD);
      assertThat(lab.inside(wire.atPods()::attached)).isEmpty();
      assertThat(lab.inside(wire.atUplinks()::attached)).isEmpty();
      attach(wire.atPods());
    }
    takeOff(() -> WorkloadPrograms.takeOff(lab.pins(), node));
    try (WorkloadPrograms policy = lab.load(tcx);
        WirePrograms wire = lab.loadWire(tcx)) {
      assertThat(lab.inside(policy::attached)).isEmpty();
      assertThat(lab.inside(wire.atPods()::attached)).containsExactly(POD);
    }
  }

  private void takeOff(Runnable programs) {
    lab.inside(() -> {
      programs.run();
      return true;
    });
  }

  /** Where there was one program of ours at each side, it had the first place. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filtersOfAnEarlierVersionGiveWayToThoseOfThisOne(boolean enforced) {
    try (LoadedObject former = BpfObject.open(WorkloadPrograms.OBJECT).load()) {
      for (WorkloadHook hook : WorkloadHook.POLICY) {
        lab.inside(() -> TcFilters.attach(former.program(hook.program()), POD, hook.hook()));
      }
    }
    if (enforced) {
      try (WorkloadPrograms policy = lab.load(false)) {
        assertThat(lab.inside(policy::attached)).containsExactly(POD);
      }
    } else {
      takeOff(() ->
          WorkloadPrograms.takeOff(
              lab.pins(), new WorkloadPrograms.Node(false, PodLinks::interfaces)));
    }
    for (WorkloadHook hook : WorkloadHook.POLICY) {
      assertThat(lab.inside(() -> TcFilters.info(POD, hook.hook()))).as("the former").isEmpty();
      assertThat(
              lab.inside(() -> TcFilters.info(POD, hook.hook(), ClsactFilters.place(hook)))
                  .isPresent())
          .isEqualTo(enforced);
    }
  }

  @Test
  void withoutTcxFiltersStandInTheSameOrder() {
    try (WorkloadPrograms policy = lab.load(false);
        WirePrograms wire = lab.loadWire(false)) {
      attach(wire.atPods());
      attach(policy);
      int last = 0;
      for (WorkloadHook hook :
          List.of(
              WorkloadHook.SERVICE_FROM_POD, WorkloadHook.FROM_POD, WorkloadHook.SERVICE_REPLY)) {
        assertThat(ClsactFilters.place(hook)).isGreaterThan(last);
        last = ClsactFilters.place(hook);
        int at = last;
        assertThat(lab.inside(() -> TcFilters.info(POD, TcHook.INGRESS, at)))
            .get()
            .extracting(TcFilters.Filter::programName)
            .isEqualTo(hook.program().substring(0, Math.min(15, hook.program().length())));
      }
    }
  }
}
