package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.weir.bpf.Fixture;
import io.weir.bpf.btf.Layout.Constant;
import io.weir.bpf.btf.Layout.Enumeration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
        .isEqualTo(java.util.stream.LongStream.range(0, found.constants().size()).boxed().toList());
    return found.constants().stream().map(Constant::name).toList();
  }

  private static List<String> names(String prefix, Enum<?>[] values, String last) {
    return java.util.stream.Stream.concat(
            Arrays.stream(values).map(v -> prefix + v.name()), java.util.stream.Stream.of(last))
        .toList();
  }

  @Test
  void reasonsAndCountersOfTheTestsAreThoseOfTheObject() {
    assertThat(constants("drop_reason")).isEqualTo(names("DROP_", Drop.values(), "DROP_REASONS"));
    assertThat(constants("workload_counter"))
        .isEqualTo(names("WORKLOAD_", Counter.values(), "WORKLOAD_COUNTERS"));
  }

  @Test
  void everyReasonIsProvokedByATest() {
    Set<Drop> provoked = EnumSet.noneOf(Drop.class);
    for (JavaClass type : new ClassFileImporter().importPackages("io.weir.bpf.workload")) {
      type.getMethods().stream()
          .filter(m -> m.isAnnotatedWith(Provokes.class))
          .forEach(m -> provoked.addAll(List.of(m.getAnnotationOfType(Provokes.class).value())));
    }
    assertThat(provoked).isEqualTo(EnumSet.complementOf(EnumSet.of(Drop.NONE)));
  }
}
