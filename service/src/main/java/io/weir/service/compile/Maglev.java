package io.weir.service.compile;

import io.weir.values.L4Address;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Consistent hashing: every node fills the same table from the same backends, and few cells change
 * when a backend comes or goes. As in "Maglev: A Fast and Reliable Software Network Load Balancer"
 * (NSDI 2016, section 3.4) each backend has a permutation of the cells and takes as many as any
 * other. There a cell is whose turn comes first, and one backend less shifts all later turns; here
 * it is whose permutation has it earlier, whoever comes when, and half as many cells move. Pure.
 *
 * <p>Nodes of different versions choose alike only while this class fills tables alike.
 */
public final class Maglev {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final long STARTS = 0x243f6a8885a308d3L;
  private static final long FACTORS = 0x13198a2e03707344L;
  private static final long SHIFTS = 0xa4093822299f31d0L;
  private static final int NOBODY = -1;

  /** Modulo the size; of 0 it is 0. */
  private final int[] inverses;

  private final int[] holders;

  /** Where in its holder's permutation a cell stands. */
  private final int[] places;

  private final Deque<Walker> walkers = new ArrayDeque<>();

  private Maglev(int size) {
    holders = new int[size];
    Arrays.fill(holders, NOBODY);
    places = new int[size];
    inverses = new int[size];
    inverses[1] = 1;
    for (int i = 2; i < size; i++) {
      inverses[i] = (int) ((long) (size - size / i) * inverses[size % i] % size);
    }
  }

  /**
   * For each cell the index of its backend in {@code backends}. Which backend a cell has does not
   * depend on their order.
   *
   * @param backends none twice
   * @param size a prime
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
    Maglev maglev = new Maglev(size);
    Walker[] all = new Walker[count];
    for (int i = 0; i < count; i++) {
      all[i] = maglev.walker(i, backends.get(order[i]));
      all[i].lacks = size / count + (i < size % count ? 1 : 0);
    }
    maglev.fill(all);
    return Arrays.stream(maglev.holders).map(i -> order[i]).toArray();
  }

  /**
   * A backend on its way through its permutation of the cells: {@code shift + factor / (start +
   * place)} modulo the size. Steps of one length would do, but now and then two backends' are much
   * alike.
   */
  private static final class Walker {
    final int index;
    final long factor;
    final int shift;

    /** {@code start + place}, modulo the size. */
    int at;

    int place;
    int lacks;

    Walker(int index, int start, int factor, int shift) {
      this.index = index;
      this.at = start;
      this.factor = factor;
      this.shift = shift;
    }
  }

  private Walker walker(int index, L4Address backend) {
    int size = holders.length;
    return new Walker(
        index,
        (int) Long.remainderUnsigned(hash(STARTS, backend), size),
        (int) Long.remainderUnsigned(hash(FACTORS, backend), size - 1) + 1,
        (int) Long.remainderUnsigned(hash(SHIFTS, backend), size));
  }

  /**
   * Everybody walks until he has his share; who loses a cell walks on. Who ends up with what is
   * settled by the permutations alone (Gale and Shapley 1962), and nobody comes to the end of his:
   * the others' shares do not fill the table.
   */
  private void fill(Walker[] all) {
    walkers.addAll(Arrays.asList(all));
    for (Walker next = walkers.poll(); next != null; next = walkers.poll()) {
      while (next.lacks > 0) {
        step(next, all);
      }
    }
  }

  private void step(Walker walker, Walker[] all) {
    int size = holders.length;
    int cell = (int) ((walker.shift + walker.factor * inverses[walker.at]) % size);
    int holder = holders[cell];
    if (holder == NOBODY || comesBefore(walker, holder, places[cell])) {
      holders[cell] = walker.index;
      places[cell] = walker.place;
      walker.lacks--;
      if (holder != NOBODY && all[holder].lacks++ == 0) {
        walkers.add(all[holder]);
      }
    }
    walker.place++;
    walker.at = walker.at + 1 == size ? 0 : walker.at + 1;
  }

  private static boolean comesBefore(Walker walker, int holder, int place) {
    return walker.place != place ? walker.place < place : walker.index < holder;
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
