package io.weir.service.compile;

import io.weir.values.L4Address;
import java.util.Arrays;
import java.util.List;

/**
 * Consistent hashing as in "Maglev: A Fast and Reliable Software Network Load Balancer" (NSDI 2016,
 * section 3.4): every node fills the same table from the same backends, and few cells change when a
 * backend comes or goes. Pure.
 */
public final class Maglev {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final long OFFSETS = 0x243f6a8885a308d3L;
  private static final long SKIPS = 0x13198a2e03707344L;

  private Maglev() {}

  /**
   * For each cell the index of its backend in {@code backends}. Which backend a cell has does not
   * depend on their order.
   *
   * @param backends none twice
   * @param size a prime, larger than the number of backends
   * @return empty where there are no backends
   */
  public static int[] table(List<L4Address> backends, int size) {
    int count = backends.size();
    if (count == 0) {
      return new int[0];
    }
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> compare(backends.get(a), backends.get(b)));
    int[] next = new int[count];
    int[] skip = new int[count];
    for (int i = 0; i < count; i++) {
      L4Address backend = backends.get(order[i]);
      next[i] = (int) Long.remainderUnsigned(hash(OFFSETS, backend), size);
      skip[i] = (int) Long.remainderUnsigned(hash(SKIPS, backend), size - 1) + 1;
    }
    return fill(order, next, skip, size);
  }

  /** In turn, each backend takes the next cell of its own permutation that nobody has. */
  private static int[] fill(Integer[] order, int[] next, int[] skip, int size) {
    int[] table = new int[size];
    Arrays.fill(table, -1);
    for (int filled = 0; ; ) {
      for (int i = 0; i < order.length; i++) {
        int cell = next[i];
        while (table[cell] >= 0) {
          cell = step(cell, skip[i], size);
        }
        table[cell] = order[i];
        next[i] = step(cell, skip[i], size);
        if (++filled == size) {
          return table;
        }
      }
    }
  }

  private static int step(int cell, int skip, int size) {
    int next = cell + skip;
    return next >= size ? next - size : next;
  }

  private static int compare(L4Address a, L4Address b) {
    int byAddress = a.address().compareTo(b.address());
    return byAddress != 0 ? byAddress : Integer.compare(a.port(), b.port());
  }

  private static long hash(long seed, L4Address backend) {
    long hash = mix(mix(seed, backend.address().high()), backend.address().low());
    return mix(hash, backend.port());
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MIX;
    mixed ^= mixed >>> 32;
    mixed *= MIX;
    return mixed ^ mixed >>> 29;
  }
}
