package io.weir.agent.deny;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PrefixKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PrefixSetTest {
  /** Few enough that some come twice, many enough that the set grows. */
  @Provide
  Arbitrary<PrefixKey> prefixes() {
    return Combinators.combine(
            Arbitraries.integers().between(32, 160),
            Arbitraries.of(0L, 1L, 0x0db80120L),
            Arbitraries.longs().between(0, 3))
        .as((length, high, low) -> new PrefixKey(length, new Address(high, low)));
  }

  @Provide
  Arbitrary<List<PrefixKey>> lists() {
    return prefixes().list().ofMaxSize(400);
  }

  @Property(tries = 300)
  void holdsWhatAHashSetWould(
      @ForAll("lists") List<PrefixKey> added, @ForAll("lists") List<PrefixKey> marked) {
    PrefixSet set = new PrefixSet();
    added.forEach(set::add);
    Set<PrefixKey> left = new HashSet<>(added);
    assertThat(set.size()).isEqualTo(left.size());
    for (PrefixKey key : marked) {
      assertThat(set.mark(key)).isEqualTo(added.contains(key));
      left.remove(key);
    }
    assertThat(set.unmarked()).containsExactlyInAnyOrderElementsOf(left);
  }
}
