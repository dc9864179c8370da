package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.Program;
import io.weir.bpf.program.TcFilters;
import io.weir.bpf.program.TcHook;
import io.weir.bpf.program.TcxChain;
import io.weir.bpf.program.TcxOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs where packets enter and leave the node, here by a bridge. */
@Tag("kernel")
class UplinkProgramsIT {
  private static final int UPLINK = 80;

  private PodLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new PodLab();
    lab.onNode("link add br0 index " + UPLINK + " type bridge");
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void attach(WirePrograms wire) {
    lab.inside(() -> {
      wire.atUplinks().attach(UPLINK);
      return true;
    });
  }

  private List<TcxChain.Entry> chain(TcHook hook) {
    return lab.inside(() -> TcxChain.programs(UPLINK, hook));
  }

  private List<String> names(TcHook hook) {
    return chain(hook).stream().map(TcxChain.Entry::programName).toList();
  }

  private Path pin(WorkloadHook hook) {
    return lab.pins().links().resolve(hook.program() + "_" + UPLINK);
  }

  private void attachTheirs(Program program, TcHook hook, TcxOrder order) {
    lab.inside(() ->
        Links.attachTcx(
            program, UPLINK, hook.tcx(), order, lab.pins().links().resolve("theirs" + hook)));
  }

  @Test
  void whatEntersIsOursBeforeOthersSeeItAndWhatLeavesAfter() {
    try (WirePrograms wire = lab.loadWire(true);
        LoadedObject others = BpfObject.open(WorkloadPrograms.OBJECT).load()) {
      attachTheirs(others.program("from_pod"), TcHook.INGRESS, new TcxOrder.First());
      attachTheirs(others.program("to_pod"), TcHook.EGRESS, new TcxOrder.Last());
      attach(wire);
      assertThat(names(TcHook.INGRESS)).containsExactly("from_network", "from_pod");
      assertThat(names(TcHook.EGRESS)).containsExactly("to_pod", "to_network");

      Links.detach(pin(WorkloadHook.FROM_NETWORK));
      Links.detach(pin(WorkloadHook.TO_NETWORK));
      assertThat(lab.inside(wire.atUplinks()::attached)).isEmpty();
      assertThat(lab.inside(wire::repair)).containsExactly(UPLINK);
      assertThat(names(TcHook.INGRESS)).containsExactly("from_network", "from_pod");
      assertThat(names(TcHook.EGRESS)).containsExactly("to_pod", "to_network");

      wire.atUplinks().detach(UPLINK);
      assertThat(names(TcHook.INGRESS)).containsExactly("from_pod");
      assertThat(names(TcHook.EGRESS)).containsExactly("to_pod");
    }
  }

  @Test
  void anotherAgentSwapsTheProgramsOfTheSameLinks() {
    int link;
    try (WirePrograms wire = lab.loadWire(true)) {
      attach(wire);
      link = chain(TcHook.INGRESS).getFirst().linkId();
    }
    try (WirePrograms wire = lab.loadWire(true)) {
      assertThat(lab.inside(wire.atUplinks()::attached)).containsExactly(UPLINK);
      assertThat(lab.inside(wire.atPods()::attached)).isEmpty();
      assertThat(chain(TcHook.INGRESS))
          .containsExactly(
              new TcxChain.Entry(wire.object().program("from_network").id(), "from_network", link));
    }
  }

  @Test
  void anUplinkThatWentIsForgotten() throws Exception {
    try (WirePrograms wire = lab.loadWire(true)) {
      attach(wire);
      lab.onNode("link del br0");
      assertThat(lab.inside(wire::repair)).isEmpty();
      assertThat(Files.exists(pin(WorkloadHook.FROM_NETWORK))).isFalse();
      assertThat(Files.exists(pin(WorkloadHook.TO_NETWORK))).isFalse();
    }
  }

  @Test
  void withoutTcxTheyAreFiltersThatTheNextAgentTakesOver() {
    try (WirePrograms wire = lab.loadWire(false)) {
      attach(wire);
    }
    try (WirePrograms wire = lab.loadWire(false)) {
      assertThat(lab.inside(wire.atUplinks()::attached)).containsExactly(UPLINK);
      for (WorkloadHook hook : WorkloadHook.UPLINK) {
        assertThat(lab.inside(() -> TcFilters.info(UPLINK, hook.hook(), ClsactFilters.place(hook))))
            .contains(
                new TcFilters.Filter(wire.object().program(hook.program()).id(), hook.program()));
      }
    }
  }
}
