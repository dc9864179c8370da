package io.weir.agent.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DeltaTableProperties {
  private record Change(String owner, Map<Integer, String> entries) {}

  @Property
  void applyingTheDifferenceGivesWhatIsWantedAndThenThereIsNone(
      @ForAll("kernels") Map<Integer, String> kernel, @ForAll("changes") List<Change> changes) {
    Map<Integer, String> map = new HashMap<>(kernel);
    DeltaTable<String, Integer, String> table = new DeltaTable<>();
    table.observe(map);
    changes.forEach(c -> table.replace(c.owner(), c.entries()));

    apply(table, map);

    assertThat(map).isEqualTo(wanted(changes));
    assertThat(table.settled()).isTrue();
    assertThat(table.puts()).isEmpty();
    assertThat(table.deletes()).isEmpty();
  }

  @Property
  void anyMomentMayBeAppliedOrNot(
      @ForAll("changes") List<Change> changes, @ForAll List<Boolean> moments) {
    Map<Integer, String> map = new HashMap<>();
    DeltaTable<String, Integer, String> table = new DeltaTable<>();
    for (int i = 0; i < changes.size(); i++) {
      table.replace(changes.get(i).owner(), changes.get(i).entries());
      if (i < moments.size() && moments.get(i)) {
        apply(table, map);
      }
    }

    apply(table, map);

    assertThat(map).isEqualTo(wanted(changes));
  }

  @Property
  void whatIsRightAlreadyIsNotWritten(@ForAll("changes") List<Change> changes) {
    DeltaTable<String, Integer, String> table = new DeltaTable<>();
    table.observe(wanted(changes));
    changes.forEach(c -> table.replace(c.owner(), c.entries()));

    assertThat(table.settled()).isTrue();
  }

  private static void apply(DeltaTable<String, Integer, String> table, Map<Integer, String> map) {
    table
        .puts()
        .forEach((key, value) -> {
          map.put(key, value);
          table.written(key, value);
        });
    for (Integer key : table.deletes()) {
      map.remove(key);
      table.deleted(key);
    }
  }

  /**
   * The rule in its plainest form: each owner's last wish; the last owner to wish for a key has it.
   */
  private static Map<Integer, String> wanted(List<Change> changes) {
    Map<Integer, String> owners = new HashMap<>();
    Map<Integer, String> values = new HashMap<>();
    for (Change change : changes) {
      owners
          .entrySet()
          .removeIf(e ->
              e.getValue().equals(change.owner())
                  && !change.entries().containsKey(e.getKey())
                  && values.remove(e.getKey()) != null);
      change
          .entries()
          .forEach((key, value) -> {
            owners.put(key, change.owner());
            values.put(key, value);
          });
    }
    return values;
  }

  @Provide
  Arbitrary<Map<Integer, String>> kernels() {
    return Arbitraries.maps(
            Arbitraries.integers().between(0, 8), Arbitraries.of("red", "green", "blue"))
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return net.jqwik.api.Combinators.combine(Arbitraries.of("a", "b", "c"), kernels())
        .as(Change::new)
        .list()
        .ofMaxSize(12);
  }
}
