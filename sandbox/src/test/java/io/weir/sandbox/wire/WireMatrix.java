package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.net.PodNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private final From from;
  private final PodNetwork network;
  private final List<Mode> modes;
  private WireLab lab;
  private Settled<Cell> settled;

  /** How a packet from outside goes on matters to those outside only. */
  WireMatrix(From from, PodNetwork network) {
    this(from, network, from == From.OUTSIDE ? Arrays.asList(Mode.values()) : List.of(Mode.SNAT));
  }

  WireMatrix(From from, PodNetwork network, List<Mode> modes) {
    this.from = from;
    this.network = network;
    this.modes = modes;
  }

  /** What the tables say comes of a question, where agents serve. */
  String expected(Cell cell) {
    return cell.expected();
  }

  /** The cluster, with whatever serves it. */
  WireLab open() {
    return WireLab.up(from, network, true);
  }

  @BeforeAll
  void ask() {
    lab = open();
    lab.serve(Cell.Backing.all(modes));
    settled =
        Settled.of(Cell.all(from, modes), lab::ask, (cell, came) -> came.equals(expected(cell)));
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
    assertThat(settled.table(group::has, cell -> cell.words(expected(cell)))).isEmpty();
  }
}
