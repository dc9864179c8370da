package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.net.PodNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of address, with the backend on the client's node and on another one, for one kind of
 * client, through the API, the agents and the kernel. All ways are asked at once; the tests then
 * look at them in groups.
 */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class WireMatrix {
  private static final Duration PROGRAMMED = Duration.ofSeconds(12);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final From from;
  private final PodNetwork network;
  private final List<Mode> modes;
  private final Map<Cell, String> came = new LinkedHashMap<>();
  private WireLab lab;

  /** How a packet from outside goes on matters to those outside only. */
  WireMatrix(From from, PodNetwork network) {
    this.from = from;
    this.network = network;
    this.modes = from == From.OUTSIDE ? Arrays.asList(Mode.values()) : List.of(Mode.SNAT);
  }

  @BeforeAll
  void ask() {
    List<Cell> cells = Cell.all(from, modes);
    lab = WireLab.up(from, network);
    lab.serve(Cell.Backing.all(modes));
    long end = System.nanoTime() + PROGRAMMED.toNanos();
    List<Cell> wrong = cells;
    while (!wrong.isEmpty() && System.nanoTime() < end) {
      wrong = wrong(wrong);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    if (wrong.isEmpty()) {
      again(cells);
    }
  }

  private List<Cell> wrong(Collection<Cell> asked) {
    Map<Cell, String> now = lab.ask(asked);
    came.putAll(now);
    return now.keySet().stream().filter(cell -> !now.get(cell).equals(cell.expected())).toList();
  }

  /**
   * All of it was right once and must be from now on; an answer that is only late is no silence.
   */
  private void again(List<Cell> cells) {
    List<Cell> late = wrong(cells).stream().filter(c -> came.get(c).equals("timeout")).toList();
    if (!late.isEmpty()) {
      wrong(late);
    }
  }

  @AfterAll
  void down() {
    if (lab != null) {
      lab.close();
    }
  }

  /** One for each test. */
  record Group(Frontend frontend, Mode mode) {
    boolean has(Cell cell) {
      return cell.frontend() == frontend && cell.backing().mode() == mode;
    }
  }

  Stream<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (Frontend frontend : Frontend.values()) {
      modes.forEach(mode -> groups.add(new Group(frontend, mode)));
    }
    return groups.stream();
  }

  @ParameterizedTest
  @MethodSource("groups")
  void everyWayIsAsTheTablesSay(Group group) {
    List<Cell> cells = came.keySet().stream().filter(group::has).toList();
    List<String> wrong =
        cells.stream()
            .filter(cell -> !came.get(cell).equals(cell.expected()))
            .map(cell ->
                "%s| want %s%n%63s| got  %s".formatted(cell, cell.expected(), "", came.get(cell)))
            .toList();
    assertThat(wrong.size())
        .as("wrong of %d ways%n%s%n", cells.size(), String.join("\n", wrong))
        .isZero();
  }
}
