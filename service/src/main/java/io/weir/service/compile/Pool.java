package io.weir.service.compile;

/**
 * Shares equal values: a direct-mapped table that forgets on collision, so its size is fixed
 * whatever passes through. Sharing is a saving, never a promise.
 */
final class Pool {
  private static final int SLOTS = 1 << 12;

  private final Object[] slots = new Object[SLOTS];

  /** {@code value} or an equal one seen before. */
  @SuppressWarnings(
      "unchecked") // equal values of the records and JDK types used here share a class
  <T> T share(T value) {
    int hash = value.hashCode() * 0x9E3779B9;
    int slot = hash >>> 20;
    if (value.equals(slots[slot])) {
      return (T) slots[slot];
    }
    slots[slot] = value;
    return value;
  }
}
