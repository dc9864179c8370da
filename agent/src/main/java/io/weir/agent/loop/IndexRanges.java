package io.weir.agent.loop;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Which parts of an array map are free: first fit over ranges, neighbours merged. Index 0 is never
 * given out, so that a base of 0 means "none". Not thread-safe: the loop owns it.
 */
final class IndexRanges {
  /** Free ranges, first index to length. */
  private final TreeMap<Integer, Integer> free = new TreeMap<>();

  private int freeIndices;

  IndexRanges(int capacity) {
    free.put(1, capacity - 1);
    freeIndices = capacity - 1;
  }

  int free() {
    return freeIndices;
  }

  /**
   * The first index of a free range of {@code length} indices, now taken; empty when none is left.
   */
  OptionalInt take(int length) {
    for (Map.Entry<Integer, Integer> range : free.entrySet()) {
      if (range.getValue() >= length) {
        int base = range.getKey();
        split(base, range.getValue(), base, length);
        return OptionalInt.of(base);
      }
    }
    return OptionalInt.empty();
  }

  /** Takes exactly this range, as found in the maps at start; false when part of it is taken. */
  boolean reserve(int base, int length) {
    Map.Entry<Integer, Integer> range = base < 1 || length < 1 ? null : free.floorEntry(base);
    if (range == null || (long) base + length > (long) range.getKey() + range.getValue()) {
      return false;
    }
    split(range.getKey(), range.getValue(), base, length);
    return true;
  }

  /** Gives back a range that {@link #take} or {@link #reserve} gave. */
  void release(int base, int length) {
    freeIndices += length;
    int start = base;
    int size = length;
    Map.Entry<Integer, Integer> before = free.lowerEntry(base);
    if (before != null && before.getKey() + before.getValue() == base) {
      start = before.getKey();
      size += before.getValue();
    }
    Integer after = free.remove(base + length);
    if (after != null) {
      size += after;
    }
    free.put(start, size);
  }

  private void split(int start, int size, int base, int length) {
    free.remove(start);
    if (base > start) {
      free.put(start, base - start);
    }
    int rest = start + size - base - length;
    if (rest > 0) {
      free.put(base + length, rest);
    }
    freeIndices -= length;
  }
}
