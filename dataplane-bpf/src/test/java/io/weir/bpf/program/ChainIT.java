package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.Fixture;
import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Endpoint;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs at a pod's interface beside someone else's, on TCX and on clsact. */
@Tag("kernel")
class ChainIT {
  private static final int NEXT = 1;
  private static final int SHUT = 1;

  private Path bpffs;
  private VethLab lab;
  private LoadedObject ours;
  private LoadedObject foreign;

  @BeforeEach
  void prepare() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("chain");
    lab = new VethLab("weir-chain-it");
    ours = BpfObject.open("tc_workload.bpf.o").load();
    foreign = BpfObject.open(Fixture.OBJECT).load();
  }

  @AfterEach
  void clean() {
    if (foreign != null) {
      ours.close();
      foreign.close();
      lab.close();
      KernelTest.release(bpffs);
    }
  }

  private void pod(int set) {
    Address none = new Address(0, 0);
    ours.map("endpoints", Integer.class, Endpoint.class)
        .put(
            lab.ifindex(), new Endpoint(none, none, 0, set, set, set, set, 1, 0, 0, lab.ifindex()));
  }

  /** What the other program sees of packets to a pod without policy, and to a closed one. */
  private void assertTheOtherSeesWhatPassesOnly() {
    pod(0);
    assertThat(seen()).isEqualTo(1);
    pod(SHUT);
    assertThat(seen()).as("made by the node itself").isEqualTo(1);
    ours.map("endpoints", Integer.class, Endpoint.class).delete(lab.ifindex());
    assertThat(seen()).isZero();
  }

  private long seen() {
    long before = foreign.counters("counters").sum(NEXT);
    lab.send();
    return foreign.counters("counters").sum(NEXT) - before;
  }

  private <T> T inside(Supplier<T> task) {
    return lab.namespace().call(task::get);
  }

  private LinkInfo attachTcx(LoadedObject object, String program, TcxOrder order) {
    return inside(() ->
        Links.attachTcx(
            object.program(program),
            lab.ifindex(),
            AttachType.TCX_EGRESS,
            order,
            bpffs.resolve(program)));
  }

  @Test
  void programBehindOursInTheTcxChainRuns() {
    attachTcx(foreign, "tc_next", new TcxOrder.Last());
    attachTcx(ours, "to_pod", new TcxOrder.First());
    assertThat(inside(() -> TcxChain.programs(lab.ifindex(), TcHook.EGRESS)))
        .extracting(TcxChain.Entry::programName)
        .containsExactly("to_pod", "tc_next");
    assertTheOtherSeesWhatPassesOnly();
  }

  @Test
  void filterBehindOursInTcxRuns() {
    inside(() -> TcFilters.attach(foreign.program("tc_next"), lab.ifindex(), TcHook.EGRESS));
    attachTcx(ours, "to_pod", new TcxOrder.First());
    assertTheOtherSeesWhatPassesOnly();
  }

  @Test
  void filterBehindOursOnClsactRuns() {
    TcFilters.Place behind = new TcFilters.Place(10, 1);
    inside(
        () -> TcFilters.attach(foreign.program("tc_next"), lab.ifindex(), TcHook.EGRESS, behind));
    inside(() -> TcFilters.attach(ours.program("to_pod"), lab.ifindex(), TcHook.EGRESS));
    assertTheOtherSeesWhatPassesOnly();
  }
}
