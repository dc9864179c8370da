package io.weir.agent.deny;

import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.PrefixKey;
import java.util.BitSet;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Prefixes, each once, some of them marked. A million take some 40 MB, where objects would take
 * five times that. Not thread-safe.
 */
final class PrefixSet {
  private static final int FREE = 0; // no prefix of PrefixKey's is so short

  private long[] high = new long[64];
  private long[] low = new long[64];
  private short[] length = new short[64];
  private final BitSet marked = new BitSet();
  private int size;

  int size() {
    return size;
  }

  /** Adding again is nothing. To be done before anything is marked: places move. */
  void add(PrefixKey key) {
    if (2 * size >= length.length) {
      grow();
    }
    int place = place(key);
    if (length[place] == FREE) {
      put(place, key);
    }
  }

  /** Marks a prefix; false where it is not in here. */
  boolean mark(PrefixKey key) {
    int place = place(key);
    if (length[place] == FREE) {
      return false;
    }
    marked.set(place);
    return true;
  }

  /** Those that are not marked. */
  Iterable<PrefixKey> unmarked() {
    return () -> places().mapToObj(this::at).iterator();
  }

  private IntStream places() {
    return IntStream.range(0, length.length).filter(i -> length[i] != FREE && !marked.get(i));
  }

  private PrefixKey at(int place) {
    return new PrefixKey(length[place], new Address(high[place], low[place]));
  }

  private int place(PrefixKey key) {
    int mask = length.length - 1;
    int place = hash(key) & mask;
    while (length[place] != FREE && !at(place).equals(key)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private static int hash(PrefixKey key) {
    long mixed =
        (key.address().high() * 31 + key.address().low()) * 0x9E3779B97F4A7C15L
            + key.prefixLength();
    return (int) (mixed >>> 32 ^ mixed);
  }

  private void put(int place, PrefixKey key) {
    high[place] = key.address().high();
    low[place] = key.address().low();
    length[place] = (short) key.prefixLength();
    size++;
  }

  private void grow() {
    Iterator<PrefixKey> all = unmarked().iterator();
    PrefixSet larger = new PrefixSet();
    larger.high = new long[2 * high.length];
    larger.low = new long[2 * low.length];
    larger.length = new short[2 * length.length];
    all.forEachRemaining(key -> larger.put(larger.place(key), key));
    high = larger.high;
    low = larger.low;
    length = larger.length;
  }
}
