package io.weir.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bpf.BpfException.KernelError;
import io.weir.bpf.BpfException.LayoutMismatch;
import io.weir.bpf.BpfException.MapIncompatible;
import io.weir.bpf.BpfException.VerifierRejected;
import io.weir.bpf.Fixture;
import io.weir.bpf.Fixture.Cell;
import io.weir.bpf.Fixture.Config;
import io.weir.bpf.KernelTest;
import io.weir.bpf.abi.Control;
import io.weir.bpf.map.MappedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ObjectIT {
  private static final byte[] PACKET = new byte[64];

  private Path bpffs;

  @BeforeEach
  void mount() {
    KernelTest.require();
    bpffs = KernelTest.bpffs("object");
  }

  @AfterEach
  void release() {
    if (bpffs != null) {
      KernelTest.release(bpffs);
    }
  }

  @Test
  void programSeesConfigurationAndMappedArray() {
    try (LoadedObject object =
        BpfObject.open(Fixture.OBJECT).configure(new Config(700, 5)).load()) {
      MappedArray<Cell> cells = object.mappedArray("cells", Cell.class);
      cells.put(700, new Cell(443, 0));
      cells.publish();

      TestRun run = object.program("read_cell").testRun(PACKET, 3);

      assertThat(run.result()).isEqualTo(448);
      assertThat(object.constant(Config.class)).isEqualTo(new Config(700, 5));
      assertThat(run.packet()).isEqualTo(PACKET);
      assertThat(object.counters("counters").sum(0)).isEqualTo(3);
      assertThat(object.counters("counters").sum(1)).isZero();
      assertThatThrownBy(() -> object.counters("counters").sum(4))
          .isInstanceOf(KernelError.class)
          .hasMessageContaining("counter 4 of map counters");
    }
  }

  @Test
  void configurationForAnotherObjectIsRefused() {
    try (BpfObject object = BpfObject.open(Fixture.OBJECT)) {
      assertThatThrownBy(() -> object.configure(new Control(1)))
          .isInstanceOf(LayoutMismatch.class)
          .hasMessageContaining("const volatile struct control");
    }
  }

  @Test
  void pinnedMapsOutliveTheObjectAndAreAdopted() throws IOException {
    Path maps = bpffs.resolve("maps");
    try (LoadedObject first = BpfObject.open(Fixture.OBJECT).pinMapsUnder(maps).load()) {
      first.map("lru", Long.class, Integer.class).put(5L, 55);
    }
    assertThat(permissions(maps)).isEqualTo("rwx------");
    assertThat(permissions(maps.resolve("lru"))).isEqualTo("rw-------");
    assertThat(maps)
        .isDirectoryContaining("glob:**/cells")
        .isDirectoryNotContaining("glob:**rodata");

    try (LoadedObject second = BpfObject.open(Fixture.OBJECT).pinMapsUnder(maps).load()) {
      assertThat(second.map("lru", Long.class, Integer.class).get(5L)).contains(55);
      second.map("lru", Long.class, Integer.class).put(6L, 66);
    }
    try (PinnedMaps pinned = PinnedMaps.open(maps, Fixture.OBJECT)) {
      assertThat(pinned.map("lru", Long.class, Integer.class).get(6L)).contains(66);
      assertThat(pinned.has("lru")).isTrue();
      assertThat(pinned.has("absent")).isFalse();
      assertThat(pinned.info("lru").maxEntries()).isEqualTo(128);
      assertThat(pinned.mappedArray("cells", Cell.class).capacity()).isEqualTo(1000);
      assertThat(pinned.counters("counters").sum(0)).isZero();
    }
  }

  @Test
  void pinOfAnotherSizeIsRefusedAndLeftAlone() {
    Path maps = bpffs.resolve("maps");
    BpfObject.open(Fixture.OBJECT).pinMapsUnder(maps).load().close();

    assertThatThrownBy(
            () -> BpfObject.open(Fixture.OBJECT).maxEntries("lru", 256).pinMapsUnder(maps).load())
        .isInstanceOf(MapIncompatible.class)
        .hasMessageContaining(maps.resolve("lru").toString())
        .hasMessageContaining("maxEntries=128")
        .hasMessageContaining("maxEntries=256");
    assertThat(maps.resolve("lru")).exists();
  }

  @Test
  void refusedProgramShowsTheVerifiersWords() {
    assertThatThrownBy(() -> BpfObject.open("rejected.bpf.o").load())
        .isInstanceOfSatisfying(
            VerifierRejected.class,
            refused -> {
              assertThat(refused.program()).isEqualTo("unchecked");
              assertThat(refused.log())
                  .content()
                  .contains("map_value_or_null")
                  .contains("processed ");
              assertThat(refused.log().toFile().delete()).isTrue();
            })
        .hasMessageContaining("program unchecked of rejected.bpf.o")
        .hasMessageContaining("return *value;")
        .hasMessageContaining("invalid mem access 'map_value_or_null'");
  }

  @Test
  void programsCanBeLeftOut() {
    try (LoadedObject object = BpfObject.open("rejected.bpf.o").without("unchecked").load()) {
      assertThat(object.programs()).extracting(Program::name).isEqualTo(List.of("accepted"));
      assertThat(object.program("accepted").verifiedInstructions()).isPositive();
      assertThat(object.program("accepted").id()).isPositive();
      assertThatThrownBy(() -> object.program("unchecked"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void directoryOffTheBpffsIsNamed() {
    Path elsewhere = Path.of("/tmp/weir-bpf-it-no-bpffs");
    assertThatThrownBy(() -> BpfObject.open(Fixture.OBJECT).pinMapsUnder(elsewhere).load())
        .hasMessageContaining(elsewhere.toString());
    assertThat(elsewhere.toFile().delete()).isTrue();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
