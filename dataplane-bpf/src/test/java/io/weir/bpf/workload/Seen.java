package io.weir.bpf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one packet.
 *
 * @param dropped why; empty when it went on to the next program
 * @param counted by how much each counter grew
 */
record Seen(Optional<Drop> dropped, Map<Counter, Long> counted) {
  /** It went on, and counted what is named once each, and nothing else. */
  void passed(Counter... once) {
    assertThat(dropped).isEmpty();
    only(once);
  }

  /** It was dropped for this reason, and counted what is named once each, and nothing else. */
  void dropped(Drop reason, Counter... once) {
    assertThat(dropped).contains(reason);
    only(once);
  }

  private void only(Counter... once) {
    Map<Counter, Long> wanted = new EnumMap<>(Counter.class);
    for (Counter counter : once) {
      wanted.put(counter, 1L);
    }
    Map<Counter, Long> grown = new EnumMap<>(counted);
    grown.values().removeIf(v -> v == 0);
    assertThat(grown).isEqualTo(wanted);
  }
}
