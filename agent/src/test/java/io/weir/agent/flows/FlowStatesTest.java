package io.weir.agent.flows;

import static io.weir.agent.flows.FlowLab.key;
import static io.weir.agent.flows.FlowLab.toVip;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.flows.FlowPair.Found;
import io.weir.agent.observe.FlowState;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.Translation;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowStatesTest {
  private static final int ANSWERED = FlowFlags.FLOW_ANSWERED;
  private static final int FIN = FlowFlags.FLOW_FIN_ORIGINAL;
  private static final int FINS = FIN | FlowFlags.FLOW_FIN_REPLY;

  @ParameterizedTest
  @CsvSource({
    "0, true, OPENING",
    ANSWERED + ", true, ANSWERED",
    ANSWERED + ", false, ESTABLISHED",
    (ANSWERED | FIN) + ", false, CLOSING",
    (ANSWERED | FINS) + ", false, CLOSED",
    (FINS | FlowFlags.FLOW_RESET) + ", false, RESET",
    (FINS | FlowFlags.FLOW_RESET | FlowFlags.FLOW_CUT) + ", false, CUT",
  })
  void connections(int flags, boolean opening, FlowState state) {
    assertThat(
            FlowStates.of(
                new Tracked.Connection(
                    key("10.1.0.5", 80, "10.1.0.6", 1), FlowLab.flow(flags), opening)))
        .isEqualTo(state);
  }

  /** w: the flags of who began it; b: of the answers, none where they take another way. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, true, OPENING",
    WireFlags.TRANSLATION_ANSWERED + ", 2, true, ANSWERED",
    WireFlags.TRANSLATION_ANSWERED + ", 2, false, ESTABLISHED",
    WireFlags.TRANSLATION_FIN + ", 0, false, CLOSING",
    "0, " + WireFlags.TRANSLATION_FIN + ", false, CLOSING",
    "4, 4, false, CLOSED",
    "4, " + (WireFlags.TRANSLATION_RESET | 4) + ", false, RESET",
    WireFlags.TRANSLATION_ONE_WAY + ", , true, ESTABLISHED",
    (WireFlags.TRANSLATION_ONE_WAY | WireFlags.TRANSLATION_FIN) + ", , true, CLOSING",
  })
  void translations(int w, Integer b, boolean opening, FlowState state) {
    Optional<Found<Translation>> back =
        Optional.ofNullable(b)
            .map(flags -> new Found<>(FlowLab.back(40_000, 7, WirePath.NEXT_HOP, flags), opening));
    assertThat(
            FlowStates.of(
                new Tracked.Translated(
                    toVip(40_000),
                    new Found<>(FlowLab.way(40_000, 7, WirePath.POD, 0, w), opening),
                    back)))
        .isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "FORWARD, 3, external, FORWARD, false",
    "L2, 3, external, DSR_L2, false",
    "GENEVE, 3, external, DSR_GENEVE, false",
    "IPIP, 3, external, DSR_IPIP, false",
    "NEXT_HOP, 0, external snat, SNAT, false",
    "STACK, 0, external snat, SNAT, false",
    "POD, 0, external, LOCAL, false",
    "STACK, 0, external, LOCAL, false",
    "POD, 3, external, FORWARD, true",
    "STACK, 0, '', INSIDE, false",
    "NEXT_HOP, 0, '', INSIDE, false",
    "PEER, 0, snat, HAIRPIN, false",
  })
  void modes(WirePath path, int node, String words, WireMode mode, boolean forAnother) {
    int flags =
        (words.contains("external") ? WireFlags.TRANSLATION_EXTERNAL : 0)
            | (words.contains("snat") ? WireFlags.TRANSLATION_SNAT : 0);
    Translation way = FlowLab.way(40_000, 7, path, node, flags);

    assertThat(WireMode.of(way)).isEqualTo(mode);
    assertThat(mode.isServedForAnother(way)).isEqualTo(forAnother);
  }
}
