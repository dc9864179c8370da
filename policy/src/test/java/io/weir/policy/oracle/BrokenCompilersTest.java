package io.weir.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle notices every mistake that is on the lists. */
class BrokenCompilersTest {
  private static final long SEED = 1;
  private static final int CLUSTERS = 60;
  private static final int PACKETS = 200;

  private static final Map<String, Supplier<Bend>> ALL = new TreeMap<>(BrokenTables.all());

  static {
    ALL.putAll(BrokenPolicies.all());
  }

  static Stream<String> mistakes() {
    return ALL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void oracleCatches(String mistake) {
    boolean caught = false;
    long flows = 0;
    for (int i = 0; i < CLUSTERS && !caught; i++) {
      Differential run = new Differential(SEED + i, ALL.get(mistake).get());
      caught = run.run(PACKETS).isPresent();
      flows += run.flows();
    }
    assertThat(caught).as("%s: not caught in %d flows", mistake, flows).isTrue();
  }
}
