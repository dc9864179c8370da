package io.weir.agent.deny;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.AgentLab;
import io.weir.agent.attach.WirePrograms;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PrefixKey;
import io.weir.bpf.map.BpfMap;
import io.weir.bpf.program.BpfObject;
import io.weir.bpf.program.LoadedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to the trie that the programs read. */
@Tag("kernel")
class DenyListsIT {
  private static final int EARLY = 1;
  private static final int IN_STACK = 2;

  @TempDir private Path directory;
  private AgentLab lab;
  private LoadedObject object;
  private BpfMap<PrefixKey, Integer> map;
  private int where = -1;
  private boolean everywhereEarly;
  private DenyLists lists;

  @BeforeEach
  void load() {
    lab = AgentLab.open();
    object =
        BpfObject.open(WirePrograms.OBJECT)
            .maxEntries("slots", 64)
            .maxEntries("rule_counters", 64)
            .load();
    map = object.map("deny_prefixes", PrefixKey.class, Integer.class);
    lists = lists(Optional.of(new DenyFiles(directory)));
  }

  private DenyLists lists(Optional<DenyFiles> files) {
    return new DenyLists(
        files, new DenyLists.Kernel(map, now -> where = now, () -> everywhereEarly));
  }

  @AfterEach
  void unload() {
    lists.close();
    object.close();
    lab.close();
  }

  private void write(String file, String... lines) throws IOException {
    Files.write(directory.resolve(file), List.of(lines));
    lists.look();
  }

  private List<Integer> lengths() {
    return map.entries().stream()
        .map(Map.Entry::getKey)
        .map(k -> k.prefixLength() - 32)
        .sorted()
        .toList();
  }

  @Test
  void everyLineOfEveryFileIsDeniedAndWhatIsTakenOffIsNot() throws IOException {
    write("one", "# attackers", "192.0.2.0/24  # a remark", "", "198.51.100.7");
    write("two", "2001:db8::/32", "192.0.2.0/24");
    assertThat(lengths()).containsExactly(32, 96 + 24, 96 + 32);
    assertThat(lists.state()).isEqualTo(new DenyLists.State(3, 0));
    write("one", "198.51.100.7");
    assertThat(lengths()).containsExactly(32, 96 + 24, 96 + 32);
    Files.delete(directory.resolve("two"));
    lists.look();
    assertThat(lengths()).containsExactly(96 + 32);
    assertThat(where).isEqualTo(EARLY | IN_STACK);
    everywhereEarly = true;
    lists.look();
    assertThat(where).isEqualTo(EARLY);
    write("one", "# nobody");
    assertThat(where).isZero();
  }

  @Test
  void aLineThatIsNoPrefixOpensNothing() throws IOException {
    write("one", "192.0.2.0/24", "198.51.100.0/24");
    write("one", "192.0.2.0/33", "203.0.113.0/24");
    assertThat(map.entries()).hasSize(3);
    assertThat(lists.state()).isEqualTo(new DenyLists.State(3, 1));
    write("one", "203.0.113.0/24");
    assertThat(map.entries()).hasSize(1);
    assertThat(lists.state()).isEqualTo(new DenyLists.State(1, 0));
  }

  @Test
  void filesThatCannotBeReadOpenNothing() throws IOException {
    write("one", "192.0.2.0/24");
    Files.delete(directory.resolve("one"));
    Files.delete(directory);
    lists.look();
    assertThat(map.entries()).hasSize(1);
    assertThat(where).isEqualTo(EARLY | IN_STACK);
    Files.createDirectory(directory);
  }

  @Test
  void whatAnAgentBeforeDeniedGoesWithTheSetting() throws IOException {
    write("one", "192.0.2.0/24");
    try (DenyLists none = lists(Optional.empty())) {
      none.look();
    }
    assertThat(map.entries()).isEmpty();
    assertThat(where).isZero();
  }

  @Test
  void hundredThousandsFit() throws IOException {
    write(
        "many",
        IntStream.range(0, 300_000)
            .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
            .toArray(String[]::new));
    assertThat(lists.state().prefixes()).isEqualTo(300_000);
    PrefixKey last = new PrefixKey(32 + 128, new Address(0, 0xffff_0a04_93dfL));
    assertThat(map.get(last)).isPresent();
    write("many", "10.0.0.1");
    assertThat(map.entries()).hasSize(1);
  }
}
