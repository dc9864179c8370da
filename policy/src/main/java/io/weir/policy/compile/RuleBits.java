package io.weir.policy.compile;

import java.util.Arrays;
import java.util.BitSet;

/** Some of the rules of one set, by their bit. Immutable, compared by value. */
public final class RuleBits {
  public static final RuleBits NONE = new RuleBits(new long[0]);

  private final long[] words;

  private RuleBits(long[] words) {
    this.words = words;
  }

  public static RuleBits of(BitSet bits) {
    return bits.isEmpty() ? NONE : new RuleBits(bits.toLongArray());
  }

  /** The 64 bits from {@code 64 * index} on, the lowest first; 0 beyond the last. */
  public long word(int index) {
    return index < words.length ? words[index] : 0;
  }

  /** How many words hold every bit that is set. */
  public int words() {
    return words.length;
  }

  public boolean get(int bit) {
    return (word(bit >> 6) & 1L << (bit & 63)) != 0;
  }

  public boolean isEmpty() {
    return words.length == 0;
  }

  public RuleBits or(RuleBits other) {
    if (other.isEmpty() || isEmpty()) {
      return isEmpty() ? other : this;
    }
    BitSet all = BitSet.valueOf(words);
    all.or(BitSet.valueOf(other.words));
    return of(all);
  }

  public RuleBits and(RuleBits other) {
    BitSet both = BitSet.valueOf(words);
    both.and(BitSet.valueOf(other.words));
    return of(both);
  }

  public BitSet toBitSet() {
    return BitSet.valueOf(words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RuleBits bits && Arrays.equals(words, bits.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return toBitSet().toString();
  }
}
