package io.weir.agent.flows;

import static io.weir.agent.flows.FlowLab.BACKEND;
import static io.weir.agent.flows.FlowLab.CLIENT;
import static io.weir.agent.flows.FlowLab.key;
import static io.weir.agent.flows.FlowLab.toVip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.agent.compile.FlowFlags;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.WirePath;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowWalkTest {
  private static final FlowMatch ALL = new FlowMatch(FlowFilter.ALL, Optional.empty());

  private final FlowLab lab = new FlowLab();
  private long nanos;
  private long aLook;
  private final FlowWalk walk = new FlowWalk(lab.tables, () -> nanos += aLook);

  private static FlowMatch match(String... namesAndValues) {
    return new FlowMatch(
        FlowFilter.of(name -> {
          for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equals(name)) {
              return Optional.of(namesAndValues[i + 1]);
            }
          }
          return Optional.empty();
        }),
        Optional.empty());
  }

  /** Page after page, as the CLI asks for them. */
  private List<Tracked> all(FlowMatch match, int limit) {
    List<Tracked> all = new ArrayList<>();
    Optional<FlowCursor> at = Optional.of(FlowCursor.BEGIN);
    while (at.isPresent()) {
      FlowWalk.Page page = walk.page(match, FlowCursor.of(at.get().toString()), limit);
      all.addAll(page.flows());
      at = page.next();
    }
    return all;
  }

  private void fill() {
    for (int i = 0; i < 5; i++) {
      lab.translated(40_000 + i, 7, false);
      lab.translated(50_000 + i, 8, true);
      lab.flows.put(key(BACKEND, 8080, CLIENT, 40_000 + i), FlowLab.flow(FlowFlags.FLOW_TO_POD));
    }
    lab.openingFlows.put(key(BACKEND, 33_000, "10.1.1.10", 53), FlowLab.flow(0));
  }

  @Test
  void everyFlowIsSeenOnceWhateverThePages() {
    fill();
    for (int limit : new int[] {1, 2, 3, 1000}) {
      assertThat(all(ALL, limit)).as("limit=%d", limit).hasSize(16).doesNotHaveDuplicates();
    }
  }

  @Test
  void aPageEndsWhenItHasEnoughOrHasTakenLongEnough() {
    fill();
    FlowWalk.Page enough = walk.page(ALL, FlowCursor.BEGIN, 3);
    assertThat(enough.flows()).hasSizeBetween(3, 4);
    assertThat(enough.next()).hasValueSatisfying(at -> assertThat(at).hasToString("flows:2"));

    aLook = Duration.ofSeconds(1).toNanos();
    FlowWalk.Page slow = walk.page(match("port", "1"), FlowCursor.BEGIN, 1000);
    assertThat(slow.flows()).isEmpty();
    assertThat(slow.next()).hasValueSatisfying(at -> assertThat(at).hasToString("flows:1"));
  }

  @Test
  void aPlaceThatIsNoneIsRefused() {
    for (String odd : List.of("flows", "odd:1", "flows:-1", "flows:1:2", "flows:9999999999")) {
      assertThatThrownBy(() -> FlowCursor.of(odd))
          .as(odd)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "port, 40001, 2",
    "port, 80, 10",
    "port, 8080, 15",
    "address, 198.51.100.0/24, 15",
    "address, 192.0.2.1, 10",
    "address, 10.1.1.10, 1",
    "address, 2001:db8::/32, 0",
    "protocol, tcp, 16",
    "protocol, udp, 0",
    "table, wire, 10",
    "table, policy, 6",
    "state, established, 10",
    "state, opening, 6",
    "state, cut, 0",
    "client, 198.51.100.7:40001, 2",
    "client, 10.1.1.9, 1",
    "server, 192.0.2.1:80, 10",
    "server, 10.1.1.9:8080, 15",
    "server, 198.51.100.7, 0",
  })
  void filtersMeanBothEndsBeforeAndAfterTranslation(String filter, String value, int flows) {
    fill();
    assertThat(all(match(filter, value), 1000)).hasSize(flows);
  }

  @Test
  void aServiceHasTranslationsOnly() {
    fill();
    assertThat(of(new ServiceMatch(Set.of(7), Set.of(), Set.of())))
        .hasSize(5)
        .allMatch(Tracked.Translated.class::isInstance);
    assertThat(of(new ServiceMatch(Set.of(), Set.of(), Set.of()))).isEmpty();
  }

  /** They have no id: the frontend that they were sent to says whose they are. */
  @Test
  void aServiceHasThoseThatAnotherNodeHandedOverToo() {
    lab.translated(40_000, 0, true);
    lab.translated(40_001, 9, true);
    FrontendKey vip = new FrontendKey(FlowLab.ip(FlowLab.VIP), 80, FlowLab.TCP);
    NodePortKey nodePort = new NodePortKey(80, FlowLab.TCP, 4);

    assertThat(of(new ServiceMatch(Set.of(7), Set.of(vip), Set.of()))).hasSize(1);
    assertThat(of(new ServiceMatch(Set.of(7), Set.of(), Set.of(nodePort)))).hasSize(1);
    assertThat(of(new ServiceMatch(Set.of(7, 9), Set.of(vip), Set.of()))).hasSize(2);
    assertThat(of(new ServiceMatch(Set.of(7), Set.of(), Set.of(new NodePortKey(80, 17, 4)))))
        .isEmpty();
  }

  private List<Tracked> of(ServiceMatch services) {
    return all(new FlowMatch(FlowFilter.ALL, Optional.of(services)), 1000);
  }

  @Test
  void forgettingTakesBothEntriesFromWhicheverMapAndNothingElse() {
    fill();
    List<Tracked> doomed = all(match("client", CLIENT + ":40002"), 1000);
    doomed.addAll(all(match("client", CLIENT + ":50002"), 1000));

    assertThat(doomed).hasSize(3).allMatch(walk::forget).noneMatch(walk::forget);
    assertThat(Map.of("flows", lab.flows.size(), "translations", lab.translations.size()))
        .isEqualTo(Map.of("flows", 4, "translations", 8));
    assertThat(lab.openingTranslations.size()).isEqualTo(8);
  }

  /** What is at the tuple that its answers would have belongs to another flow. */
  @Test
  void forgettingAOneWayFlowLeavesOtherEntries() {
    lab.openingTranslations.put(
        toVip(40_000), FlowLab.way(40_000, 7, WirePath.FORWARD, 3, WireFlags.TRANSLATION_ONE_WAY));
    Tuple others = new Tuple(FlowLab.ip(BACKEND), FlowLab.ip(CLIENT), 8080, 40_000, FlowLab.TCP);
    lab.translations.put(others, FlowLab.back(40_000, 9, WirePath.NEXT_HOP, 0));

    assertThat(all(ALL, 1000)).hasSize(1).allMatch(walk::forget);
    assertThat(lab.translations.get(others)).isPresent();
  }

  @Test
  void aPacketsFlowIsFoundByItsTuple() {
    fill();
    assertThat(walk.find(toVip(40_003)))
        .hasValueSatisfying(flow -> assertThat(flow.back()).isPresent());
    assertThat(walk.find(toVip(1))).isEmpty();
  }

  @Test
  void whereNothingIsTrackedTheWalkEndsAtOnce() {
    FlowWalk nothing = new FlowWalk(FlowTables.NONE, () -> 0);
    assertThat(nothing.page(ALL, FlowCursor.BEGIN, 1))
        .isEqualTo(new FlowWalk.Page(List.of(), Optional.empty()));
  }
}
