package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class IndexRangesProperties {
  private static final int CAPACITY = 64;

  private record Range(int base, int length) {}

  @Property
  void rangesNeverOverlapAndEverythingComesBack(
      @ForAll @Size(max = 60) List<@IntRange(min = -8, max = 12) Integer> steps) {
    IndexRanges ranges = new IndexRanges(CAPACITY);
    List<Range> held = new ArrayList<>();
    BitSet used = new BitSet();
    for (int step : steps) {
      if (step > 0) {
        OptionalInt base = ranges.take(step);
        base.ifPresent(b -> hold(held, used, new Range(b, step)));
        assertThat(base.isPresent() || longestGap(used) < step).isTrue();
      } else if (!held.isEmpty()) {
        Range range = held.remove(-step % held.size());
        used.clear(range.base(), range.base() + range.length());
        ranges.release(range.base(), range.length());
      }
      assertThat(ranges.free()).isEqualTo(CAPACITY - 1 - used.cardinality());
    }
    held.forEach(r -> ranges.release(r.base(), r.length()));
    assertThat(ranges.take(CAPACITY - 1)).hasValue(1);
  }

  @Property
  void aRangeFoundInTheMapsIsReservedOnlyIfItIsFree(
      @ForAll @IntRange(min = -2, max = CAPACITY + 2) int base,
      @ForAll @IntRange(max = CAPACITY) int length,
      @ForAll @IntRange(min = 1, max = 20) int taken) {
    IndexRanges ranges = new IndexRanges(CAPACITY);
    ranges.take(taken);

    boolean fits = base > taken && length > 0 && base + length <= CAPACITY;
    assertThat(ranges.reserve(base, length)).isEqualTo(fits);
  }

  private static void hold(List<Range> held, BitSet used, Range range) {
    assertThat(range.base()).isPositive();
    assertThat(used.get(range.base(), range.base() + range.length()).isEmpty()).isTrue();
    assertThat(range.base() + range.length()).isLessThanOrEqualTo(CAPACITY);
    used.set(range.base(), range.base() + range.length());
    held.add(range);
  }

  private static int longestGap(BitSet used) {
    int longest = 0;
    for (int i = 1; i < CAPACITY; i++) {
      int next = used.nextSetBit(i);
      int end = next < 0 ? CAPACITY : next;
      longest = Math.max(longest, end - i);
    }
    return longest;
  }
}
