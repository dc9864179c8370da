package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.Fixture;
import io.weir.bpf.btf.Layout.Constant;
import io.weir.bpf.btf.Layout.Enumeration;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reason in C without a test that provokes it is red here. */
class EveryDropReasonHasAPacketTest {
  private static List<String> constants(String name) {
    Enumeration found =
        Fixture.btf(WorkloadLab.OBJECT).enumerations().stream()
            .filter(e -> e.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(found.constants())
        .extracting(Constant::value)
        .isEqualTo(LongStream.range(0, found.constants().size()).boxed().toList());
    return found.constants().stream().map(Constant::name).toList();
  }

  private static List<String> names(String prefix, Enum<?>[] values, String last) {
    return Stream.concat(Arrays.stream(values).map(v -> prefix + v.name()), Stream.of(last))
        .toList();
  }

  @Test
  void reasonsAndCountersOfTheTestsAreThoseOfTheObject() {
    assertThat(constants("drop_reason")).isEqualTo(names("DROP_", Drop.values(), "DROP_REASONS"));
    assertThat(constants("workload_counter"))
        .isEqualTo(names("WORKLOAD_", Counter.values(), "WORKLOAD_COUNTERS"));
  }

  @Test
  void everyReasonIsProvokedByATest() throws Exception {
    Set<Drop> provoked = EnumSet.noneOf(Drop.class);
    for (String place : List.of("io.weir.bpf.workload", "io.weir.bpf.wire")) {
      Path classes = Path.of(getClass().getResource("/" + place.replace('.', '/')).toURI());
      try (Stream<Path> files = Files.list(classes)) {
        for (Path file : files.filter(f -> f.toString().endsWith("IT.class")).toList()) {
          String name = file.getFileName().toString().replace(".class", "");
          for (Method method : Class.forName(place + "." + name).getDeclaredMethods()) {
            Provokes provokes = method.getAnnotation(Provokes.class);
            provoked.addAll(provokes == null ? List.of() : List.of(provokes.value()));
          }
        }
      }
    }
    assertThat(provoked).isEqualTo(EnumSet.complementOf(EnumSet.of(Drop.NONE)));
  }
}
