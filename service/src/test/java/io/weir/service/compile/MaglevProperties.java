package io.weir.service.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.service.model.External;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What nodes rely on where they choose backends apart from each other. */
class MaglevProperties {
  private static final int MOST_BACKENDS = 300;

  /** Of a table: the least, the default, the largest, and some between. */
  private static final List<Integer> SIZES =
      List.of(251, 1021, 2039, 4093, External.MOST_MAGLEV_SIZE);

  /** One that is large enough for a hundred backends. */
  private static final int LARGE = 16_381;

  private static final int HUNDRED = 100;

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.of(SIZES);
  }

  /** As nodes hand out addresses, one after another, and as if by chance; ports alike or not. */
  @Provide
  Arbitrary<List<L4Address>> backends() {
    Arbitrary<L4Address> near =
        Combinators.combine(
                Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, 250))
            .as((node, pod) -> new L4Address(ipv4(0x0af40000 + 256 * node + pod), 8080));
    Arbitrary<L4Address> far =
        Combinators.combine(Arbitraries.integers(), Arbitraries.integers().between(1, 65_535))
            .as((bits, port) -> new L4Address(ipv4(bits), port));
    Arbitrary<L4Address> ipv6 =
        Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(80, 82))
            .as((low, port) -> new L4Address(new IpAddress(0xfd00L << 48, low), port));
    return Arbitraries.of(List.of(near, far, ipv6))
        .flatMap(kind -> kind.list().uniqueElements().ofMinSize(1).ofMaxSize(MOST_BACKENDS));
  }

  private static IpAddress ipv4(int bits) {
    return IpAddress.ofIpv4(bits);
  }

  /** The backend of each cell. */
  private static List<L4Address> cells(List<L4Address> backends, int size) {
    return Arrays.stream(Maglev.table(backends, size)).mapToObj(backends::get).toList();
  }

  /** Every node has its own order: those that are its own come last. */
  @Property(tries = 300)
  void theOrderOfBackendsDoesNotMatter(
      @ForAll("backends") List<L4Address> backends, @ForAll("sizes") int size, @ForAll long seed) {
    List<L4Address> shuffled = new ArrayList<>(backends);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(cells(shuffled, size)).isEqualTo(cells(backends, size));
  }

  /** That of the next version would be a change of the protocol between nodes. */
  @Example
  void theTableIsTheOneOfEveryVersion() {
    List<L4Address> backends =
        IntStream.range(1, 6).mapToObj(i -> new L4Address(ipv4(0x0af40100 + i), 8080)).toList();

    assertThat(Arrays.stream(Maglev.table(backends, 1021)).limit(12).toArray())
        .containsExactly(3, 4, 4, 0, 4, 1, 0, 0, 0, 1, 2, 4);
    assertThat(Arrays.hashCode(Maglev.table(backends, 1021))).isEqualTo(83582465);
  }

  /**
   * Shares differ by one cell: with {@code size} cells for n backends, by n / size of a fair share.
   * That is 1 % where a table has 100 cells for each backend.
   */
  @Property(tries = 300)
  void everyBackendHasItsFairShareButForOneCell(
      @ForAll("backends") List<L4Address> backends, @ForAll("sizes") int size) {
    int fair = size / backends.size();
    Map<L4Address, Long> shares = shares(cells(backends, size));

    for (L4Address backend : backends) {
      assertThat(shares.getOrDefault(backend, 0L))
          .as("%s", backend)
          .isBetween((long) fair, fair + 1L);
    }
  }

  private static Map<L4Address, Long> shares(List<L4Address> cells) {
    return cells.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** 1/n of the cells must move, since they are the backend's that goes or comes. */
  @Property(tries = 150)
  void littleMoreMovesThanMustWhenOneOfTheBackendsGoesOrComes(
      @ForAll("backends") List<L4Address> backends,
      @ForAll @IntRange(max = MOST_BACKENDS) int which) {
    List<L4Address> some = backends.subList(0, Math.min(HUNDRED, backends.size()));

    assertThat(movedTooMany(some, which, LARGE)).isLessThanOrEqualTo(0.01);
  }

  /** Chance decides by the root of the cells how much more that is: four times in the default. */
  @Property(tries = 1000)
  void tablesOfTheDefaultSizeMoveMore(
      @ForAll("backends") List<L4Address> backends,
      @ForAll @IntRange(max = MOST_BACKENDS) int which) {
    assertThat(movedTooMany(backends, which, External.DEFAULT.maglevSize()))
        .isLessThanOrEqualTo(0.05);
  }

  /** Of all cells, beyond 1/n. */
  private static double movedTooMany(List<L4Address> backends, int which, int size) {
    List<L4Address> fewer = new ArrayList<>(backends);
    L4Address gone = fewer.remove(which % backends.size());
    if (fewer.isEmpty()) {
      return 0;
    }
    List<L4Address> before = cells(backends, size);
    List<L4Address> after = cells(fewer, size);
    int moved = 0;
    for (int cell = 0; cell < size; cell++) {
      moved += before.get(cell).equals(after.get(cell)) ? 0 : 1;
    }
    assertThat(after).doesNotContain(gone);
    return (double) moved / size - 1.0 / backends.size();
  }

  @Example
  void withoutBackendsThereIsNoTable() {
    assertThat(Maglev.table(List.of(), 251)).isEmpty();
  }

  @Example
  void oneBackendHasAllCells() {
    assertThat(Maglev.table(List.of(new L4Address(ipv4(1), 80)), 251)).hasSize(251).containsOnly(0);
  }

  @Property(tries = 20)
  void ofMoreBackendsThanCellsEveryOneHasOneCellOrNone(
      @ForAll @IntRange(min = 251, max = 600) int count) {
    List<L4Address> backends =
        IntStream.range(0, count).mapToObj(i -> new L4Address(ipv4(i), 80)).toList();

    assertThat(Maglev.table(backends, 251)).hasSize(251).doesNotHaveDuplicates();
  }

  @Example
  void sizesArePrimes() {
    for (int size = 0; size <= 70_000; size++) {
      boolean inRange = size >= External.LEAST_MAGLEV_SIZE && size <= External.MOST_MAGLEV_SIZE;
      assertThat(External.isMaglevSize(size))
          .as("size=%d", size)
          .isEqualTo(inRange && BigInteger.valueOf(size).isProbablePrime(30));
    }
  }
}
