package io.weir.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.weir.bpf.abi.BpfStruct;
import io.weir.bpf.map.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A change of a layout is a change of abi.golden.txt, made with -Dgolden.update=true. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbiGoldenTest {
  private static final Path GOLDEN = Path.of("abi.golden.txt");
  private static final Path OBJECTS = Path.of("target/classes/io/weir/bpf/objects");

  private final List<Btf> objects = objects();

  @Test
  void layoutsAreTheOnesWritten() throws IOException {
    AbiText abi = new AbiText();
    objects.forEach(abi::add);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, abi.toString());
    }
    assertThat(GOLDEN).content().isEqualTo(abi.toString());
  }

  @Test
  void everyRecordFitsItsStructInEveryObject() {
    for (JavaClass type : new ClassFileImporter().importPackages("io.weir.bpf.abi")) {
      if (type.isAnnotatedWith(BpfStruct.class) && !type.getName().contains("Fixture")) {
        String struct = type.getAnnotationOfType(BpfStruct.class).value();
        List<Layout> found =
            objects.stream()
                .flatMap(o -> o.struct(struct).stream())
                .map(Layout.class::cast)
                .toList();
        assertThat(found).as("objects with struct " + struct).isNotEmpty();
        found.forEach(layout -> Codecs.bind(type.reflect(), layout, type.getName()));
      }
    }
  }

  private static List<Btf> objects() {
    try (var files = Files.list(OBJECTS)) {
      return files
          .filter(f -> f.toString().endsWith(".bpf.o"))
          .sorted()
          .map(Btf::ofObject)
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("no objects in " + OBJECTS, e);
    }
  }
}
