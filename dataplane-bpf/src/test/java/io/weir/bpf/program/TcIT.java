package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.Fixture;
import io.weir.bpf.KernelTest;
import io.weir.bpf.program.TcFilters.Filter;
import io.weir.bpf.program.TcFilters.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our programs beside those of others: on clsact, in a TCX chain, and on both at once. */
@Tag("kernel")
class TcIT {
  private static final int NEXT = 1;
  private static final int STOP = 2;
  private static final Place FOREIGN = new Place(10, 1);
  private static final TcHook HOOK = TcHook.EGRESS;

  private Path bpffs;
  private VethLab lab;
  private LoadedObject ours;
  private LoadedObject foreign;

  @BeforeEach
  void prepare() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("tc");
    lab = new VethLab("weir-bpf-tc-it");
    ours = BpfObject.open(Fixture.OBJECT).load();
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

  private <T> T inside(Supplier<T> task) {
    return lab.namespace().call(task::get);
  }

  private Filter attach(Program program) {
    return inside(() -> TcFilters.attach(program, lab.ifindex(), HOOK));
  }

  private void attachForeign(String program) {
    inside(() -> TcFilters.attach(foreign.program(program), lab.ifindex(), HOOK, FOREIGN));
  }

  /** How many packets each side's program saw when one is sent. */
  private List<Long> seen(int foreignProgram) {
    long before = ours.counters("counters").sum(NEXT);
    long foreignBefore = foreign.counters("counters").sum(foreignProgram);
    lab.send();
    return List.of(
        ours.counters("counters").sum(NEXT) - before,
        foreign.counters("counters").sum(foreignProgram) - foreignBefore);
  }

  @Test
  void filterIsAttachedReplacedInPlaceAndDetached() {
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), HOOK))).isEmpty();
    Filter first = attach(ours.program("tc_next"));
    assertThat(first).isEqualTo(new Filter(ours.program("tc_next").id(), "tc_next"));
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), HOOK))).contains(first);
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), TcHook.INGRESS))).isEmpty();

    Filter second = attach(ours.program("count_packets"));
    assertThat(second.programId()).isNotEqualTo(first.programId());
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), HOOK))).contains(second);
    assertThat(inside(() -> TcFilters.detach(lab.ifindex(), HOOK))).isTrue();
    assertThat(inside(() -> TcFilters.detach(lab.ifindex(), HOOK))).isFalse();
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), HOOK))).isEmpty();
  }

  @Test
  void filtersOfOthersRunAfterOursAndStayWhenOursGoes() {
    attachForeign("tc_stop");
    attach(ours.program("tc_next"));
    assertThat(seen(STOP)).containsExactly(1L, 1L);

    inside(() -> TcFilters.detach(lab.ifindex(), HOOK));
    assertThat(seen(STOP)).containsExactly(0L, 1L);
    attach(ours.program("tc_next"));
    assertThat(seen(STOP)).containsExactly(1L, 1L);
    assertThat(inside(() -> TcFilters.info(lab.ifindex(), HOOK, FOREIGN)))
        .map(Filter::programName)
        .contains("tc_stop");
  }

  @Test
  void tcxChainIsListedInOrderAndAllOfItRunsWithClsactBehind() {
    assertThat(inside(() -> TcxChain.programs(lab.ifindex(), HOOK))).isEmpty();
    LinkInfo theirs = attachTcx(foreign, new TcxOrder.Last(), "theirs");
    LinkInfo mine = attachTcx(ours, new TcxOrder.First(), "ours");
    assertThat(inside(() -> TcxChain.programs(lab.ifindex(), HOOK)))
        .containsExactly(
            new TcxChain.Entry(mine.programId(), "tc_next", mine.id()),
            new TcxChain.Entry(theirs.programId(), "tc_next", theirs.id()));
    assertThat(inside(() -> TcxChain.programs(lab.ifindex(), TcHook.INGRESS))).isEmpty();

    assertThat(seen(NEXT)).containsExactly(1L, 1L);
    attachForeign("tc_stop");
    assertThat(seen(STOP)).as("clsact after TCX").containsExactly(1L, 1L);
    Links.detach(bpffs.resolve("ours"));
    assertThat(seen(NEXT)).containsExactly(0L, 1L);
    assertThat(inside(() -> TcxChain.programs(lab.ifindex(), HOOK)))
        .extracting(TcxChain.Entry::linkId)
        .containsExactly(theirs.id());
  }

  private LinkInfo attachTcx(LoadedObject object, TcxOrder order, String pin) {
    Program program = object.program("tc_next");
    Path at = bpffs.resolve(pin);
    return inside(() -> Links.attachTcx(program, lab.ifindex(), HOOK.tcx(), order, at));
  }

  @Test
  void interfaceThatIsGoneIsNamed() {
    int gone = 9999;
    assertThat(inside(() -> TcFilters.info(gone, HOOK))).isEqualTo(Optional.empty());
    assertThat(inside(() -> TcFilters.detach(gone, HOOK))).isFalse();
    assertThatThrownBy(() -> inside(() -> TcFilters.attach(ours.program("tc_next"), gone, HOOK)))
        .isInstanceOf(KernelError.class)
        .hasMessageContaining("tc_next")
        .hasMessageContaining("clsact EGRESS of interface 9999: ENODEV");
    assertThatThrownBy(() -> inside(() -> TcxChain.programs(gone, HOOK)))
        .isInstanceOf(KernelError.class)
        .hasMessageContaining("TCX EGRESS of interface 9999: ENODEV");
  }
}
