package io.weir.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.netlink.PodLinks;
import io.weir.bpf.abi.WireConfig;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.LoadedObject;
import io.weir.bpf.program.XdpMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** XDP at an uplink: in which mode, over restarts, and where it cannot be had. */
@Tag("kernel")
class EarlyProgramsIT {
  private static final int UPLINK = 41;

  private PodLab lab;
  private WirePrograms wire;

  @BeforeEach
  void open() throws Exception {
    lab = new PodLab();
    lab.onNode("link add up0 index " + UPLINK + " type veth peer name far0");
    wire = lab.loadWire(true);
  }

  @AfterEach
  void close() {
    if (wire != null) {
      wire.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private EarlyPrograms load(EarlyPrograms.Mode mode) {
    Map<String, Integer> sizes = new HashMap<>(PodLab.SIZES);
    sizes.putAll(AgentLab.SIZES);
    return lab.inside(() ->
        EarlyPrograms.load(
            lab.pins(),
            sizes,
            new WireConfig(61_000, 65_535, 6081, true, true, false, false),
            mode,
            PodLinks::isVeth));
  }

  private void attach(EarlyPrograms early) {
    lab.inside(() -> {
      early.attach(UPLINK);
      return true;
    });
  }

  /** Of the link that is at the uplink; empty where none is. */
  private List<XdpMode> modes() {
    return Arrays.stream(XdpMode.values()).filter(m -> program(m).isPresent()).toList();
  }

  private OptionalInt program(XdpMode mode) {
    Path pin = lab.pins().links().resolve(mode.word()).resolve("from_wire_" + UPLINK);
    return lab.inside(() ->
        Links.info(pin)
            .filter(l -> l.target() == UPLINK)
            .map(l -> OptionalInt.of(l.programId()))
            .orElseGet(OptionalInt::empty));
  }

  @Test
  void aVethIsNativeOnlyWhereThatIsAskedFor() throws Exception {
    try (EarlyPrograms early = load(EarlyPrograms.Mode.AUTO)) {
      attach(early);
      assertThat(modes()).containsExactly(XdpMode.GENERIC);
      assertThat(lab.inside(early::attached)).containsExactly(UPLINK);
    }
    try (EarlyPrograms early = load(EarlyPrograms.Mode.NATIVE)) {
      assertThat(modes()).containsExactly(XdpMode.NATIVE);
      assertThat(lab.inside(early::attached)).containsExactly(UPLINK);
    }
  }

  @Test
  void anotherAgentSwapsTheProgramOfTheSameLink() throws Exception {
    OptionalInt before;
    try (EarlyPrograms early = load(EarlyPrograms.Mode.GENERIC)) {
      attach(early);
      before = program(XdpMode.GENERIC);
    }
    try (EarlyPrograms early = load(EarlyPrograms.Mode.GENERIC)) {
      assertThat(lab.inside(early::attached)).containsExactly(UPLINK);
      assertThat(program(XdpMode.GENERIC)).isPresent().isNotEqualTo(before);
      assertThat(modes()).containsExactly(XdpMode.GENERIC);
    }
    lab.inside(() -> {
      WirePrograms.takeOff(lab.pins(), new WorkloadPrograms.Node(true, PodLinks::interfaces));
      return true;
    });
    assertThat(modes()).isEmpty();
  }

  @Test
  void whereSomebodyElseHasTheHookTcServesAloneUntilItIsFree() throws Exception {
    Path theirs = lab.pins().links().resolve("theirs");
    try (EarlyPrograms early = load(EarlyPrograms.Mode.AUTO);
        LoadedObject other = BpfObject.open("xdp_uplink.bpf.o").maxEntries("slots", 64).load()) {
      lab.inside(
          () -> Links.attachXdp(other.program("from_wire"), UPLINK, XdpMode.GENERIC, theirs));
      UplinkHooks hooks = new UplinkHooks(wire.atUplinks(), early);
      lab.inside(() -> {
        hooks.attach(UPLINK);
        return true;
      });
      assertThat(lab.inside(hooks::attached)).containsExactly(UPLINK);
      assertThat(lab.inside(early::attached)).isEmpty();
      Links.detach(theirs);
      assertThat(lab.inside(early::repair)).containsExactly(UPLINK);
      assertThat(lab.inside(early::attached)).containsExactly(UPLINK);
    }
  }
}
