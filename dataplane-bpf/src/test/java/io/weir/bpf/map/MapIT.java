package io.weir.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.BpfException.MapFull;
import io.weir.bpf.BpfException.MapIncompatible;
import io.weir.bpf.Fixture;
import io.weir.bpf.Fixture.Cell;
import io.weir.bpf.Fixture.Lists;
import io.weir.bpf.Fixture.NestedLists;
import io.weir.bpf.Fixture.Prefix;
import io.weir.bpf.Fixture.Widths;
import io.weir.bpf.KernelTest;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class MapIT {
  private static final int MANY = 20_000; // several batches

  private LoadedObject object;

  @BeforeEach
  void load() {
    KernelTest.require();
    object = BpfObject.open(Fixture.OBJECT).load();
  }

  @AfterEach
  void close() {
    if (object != null) {
      object.close();
    }
  }

  @Test
  void hashKeepsEveryMemberOfAValue() {
    BpfMap<Integer, Widths> map = object.map("hash", Integer.class, Widths.class);
    map.put(1, Fixture.widths(0x12345678));
    map.put(1, Fixture.widths(0x23456789));

    assertThat(map.get(1)).contains(Fixture.widths(0x23456789));
    assertThat(map.get(2)).isEmpty();
    assertThat(map.delete(1)).isTrue();
    assertThat(map.delete(1)).isFalse();
    assertThat(map.type()).isEqualTo(MapType.HASH);
    assertThat(map.maxEntries()).isEqualTo(65536);
  }

  @Test
  void batchesWriteWalkAndDeleteAll() {
    BpfMap<Integer, Widths> map = object.map("hash", Integer.class, Widths.class);
    Map<Integer, Widths> wanted = new HashMap<>();
    IntStream.range(0, MANY).forEach(i -> wanted.put(i, Fixture.widths(i)));
    map.putAll(wanted);

    Map<Integer, Widths> seen = new HashMap<>();
    map.forEach(seen::put);
    assertThat(seen).isEqualTo(wanted);

    List<Integer> doomed = new ArrayList<>(List.of(-1, MANY + 1));
    doomed.addAll(wanted.keySet());
    doomed.add(-2);
    assertThat(map.deleteAll(doomed)).isEqualTo(MANY);
    assertThat(map.entries()).isEmpty();
  }

  @Test
  void aWalkGoesOnWhereItPausedAndNeedsNothingThatIsStillThere() {
    BpfMap<Integer, Widths> map = object.map("hash", Integer.class, Widths.class);
    Map<Integer, Widths> wanted = new HashMap<>();
    IntStream.range(0, MANY).forEach(i -> wanted.put(i, Fixture.widths(i)));
    map.putAll(wanted);

    Map<Integer, Widths> seen = new HashMap<>();
    int steps = 0;
    for (OptionalInt at = OptionalInt.of(0); at.isPresent(); steps++) {
      List<Integer> step = new ArrayList<>();
      at =
          map.visit(
              at.getAsInt(),
              (key, value) -> {
                step.add(key);
                assertThat(seen.put(key, value)).as("seen before").isNull();
              });
      map.deleteAll(step);
    }
    assertThat(seen).isEqualTo(wanted);
    assertThat(steps).as("steps").isGreaterThan(2);
    assertThat(map.visit(0, (_, _) -> {})).isEmpty();
  }

  @Test
  void fullHashNamesTheKeyAndHowManyWereDone() {
    object.close();
    object = BpfObject.open(Fixture.OBJECT).maxEntries("hash", 10).load();
    BpfMap<Integer, Widths> map = object.map("hash", Integer.class, Widths.class);
    List<Map.Entry<Integer, Widths>> twelve =
        IntStream.range(0, 12).mapToObj(i -> Map.entry(i, Fixture.widths(i))).toList();

    assertThatThrownBy(() -> map.putAll(twelve))
        .isInstanceOfSatisfying(
            MapFull.class,
            full -> {
              assertThat(full.done()).isEqualTo(10);
              assertThat(full.map()).isEqualTo("hash");
              assertThat(full.maxEntries()).isEqualTo(10);
            })
        .hasMessageContaining("put 10")
        .hasMessageContaining("map hash is full");
    assertThat(map.entries()).hasSize(10);
    assertThatThrownBy(() -> map.put(99, Fixture.widths(9))).isInstanceOf(MapFull.class);
  }

  @Test
  void arraysInsideKeysAndValuesAreKept() {
    BpfMap<Lists, NestedLists> map = object.map("lists", Lists.class, NestedLists.class);
    NestedLists value = new NestedLists(Fixture.lists(3), Fixture.lists(4));
    map.put(Fixture.lists(1), value);

    assertThat(map.get(Fixture.lists(1))).contains(value);
    assertThat(map.get(Fixture.lists(2))).isEmpty();
    assertThat(map.entries()).containsExactly(Map.entry(Fixture.lists(1), value));
  }

  @Test
  void lruForgetsInsteadOfRefusing() {
    BpfMap<Long, Integer> map = object.map("lru", Long.class, Integer.class);
    Map<Long, Integer> entries = new HashMap<>();
    IntStream.range(0, 1000).forEach(i -> entries.put(Long.MAX_VALUE - i, i));
    map.putAll(entries);

    assertThat(map.entries()).isNotEmpty().hasSizeLessThan(1000);
    map.forEach((key, value) -> assertThat(entries).containsEntry(key, value));
  }

  @Test
  void trieFindsTheLongestPrefix() {
    BpfMap<Prefix, Integer> map = object.map("trie", Prefix.class, Integer.class);
    map.putAll(
        Map.of(new Prefix(8, 0x0a000000), 8, new Prefix(16, 0x0a010000), 16, new Prefix(0, 0), 0));

    assertThat(map.get(new Prefix(32, 0x0a010203))).contains(16);
    assertThat(map.get(new Prefix(32, 0x0a020304))).contains(8);
    assertThat(map.get(new Prefix(32, 0x0b000000))).contains(0);
    assertThat(map.entries()).extracting(Map.Entry::getValue).containsExactlyInAnyOrder(0, 8, 16);
    assertThat(map.deleteAll(List.of(new Prefix(9, 0), new Prefix(8, 0x0a000000)))).isEqualTo(1);
    assertThat(map.get(new Prefix(32, 0x0a020304))).contains(0);
  }

  @Test
  void arrayHasEveryIndexAndNoMore() {
    BpfMap<Integer, Long> map = object.map("array", Integer.class, Long.class);
    map.put(2, -5L);

    assertThat(map.entries())
        .containsExactly(Map.entry(0, 0L), Map.entry(1, 0L), Map.entry(2, -5L), Map.entry(3, 0L));
    assertThatThrownBy(() -> map.put(4, 1L)).isInstanceOf(MapFull.class);
  }

  @Test
  void mappedArrayAndMapShowTheSameMemory() {
    MappedArray<Cell> cells = object.mappedArray("cells", Cell.class);
    cells.put(999, new Cell(443, 3));
    cells.publish();

    assertThat(object.map("cells", Integer.class, Cell.class).get(999)).contains(new Cell(443, 3));
    object.map("cells", Integer.class, Cell.class).put(0, new Cell(80, 1));
    assertThat(cells.get(0)).isEqualTo(new Cell(80, 1));
    assertThat(cells.capacity()).isEqualTo(1000);
    assertThatThrownBy(() -> cells.put(1000, new Cell(1, 1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void mapsWithoutBatchCommandsAreServedSingly() {
    int loopback = 1;
    BpfMap<Integer, Integer> map = object.map("devices", Integer.class, Integer.class);
    Map<Integer, Integer> wanted = Map.of(10, loopback, 20, loopback, 30, loopback);
    map.putAll(wanted);

    assertThat(map.entries()).containsExactlyInAnyOrderElementsOf(wanted.entrySet());
    assertThat(map.deleteAll(List.of(10, 11, 30))).isEqualTo(2);
    assertThat(map.entries()).containsExactly(Map.entry(20, loopback));
    List<Map.Entry<Integer, Integer>> nine =
        IntStream.range(100, 109).mapToObj(i -> Map.entry(i, loopback)).toList();
    assertThatThrownBy(() -> map.putAll(nine))
        .isInstanceOfSatisfying(MapFull.class, full -> assertThat(full.done()).isEqualTo(7));
  }

  @Test
  void nothingOfAClosedObjectCanBeUsed() {
    BpfMap<Integer, Widths> map = object.map("hash", Integer.class, Widths.class);
    MappedArray<Cell> cells = object.mappedArray("cells", Cell.class);
    object.close();
    try {
      assertThatThrownBy(() -> map.put(1, Fixture.widths(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cells.put(1, new Cell(1, 1)))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      object = BpfObject.open(Fixture.OBJECT).load();
    }
  }

  @Test
  void mapsThatAreNotWhatIsAskedForAreRefused() {
    assertThatThrownBy(() -> object.mappedArray("array", Long.class))
        .isInstanceOf(MapIncompatible.class);
    assertThatThrownBy(() -> object.counters("array")).isInstanceOf(MapIncompatible.class);
    assertThatThrownBy(() -> object.map("untyped", Integer.class, Integer.class))
        .isInstanceOf(LayoutMismatch.class)
        .hasMessageContaining("untyped");
    assertThatThrownBy(() -> object.map("nothing", Integer.class, Integer.class))
        .isInstanceOf(LayoutMismatch.class);
  }

  @Test
  void infoTellsSizesAndMemory() {
    assertThat(object.maps())
        .filteredOn(m -> m.name().equals("cells"))
        .singleElement()
        .satisfies(m -> {
          assertThat(m.memoryBytes()).isGreaterThanOrEqualTo(8000);
          assertThat(m.valueSize()).isEqualTo(4);
        });
  }
}
