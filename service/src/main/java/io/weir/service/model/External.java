package io.weir.service.model;

/**
 * How a Service is reached from outside.
 *
 * @param maglevSize cells of the table by which every node chooses the same backend: a prime of
 *     251..65,521
 */
public record External(ExternalMode mode, int maglevSize) {
  /** The client's address is kept wherever nodes can send each other UDP. */
  public static final External DEFAULT = new External(ExternalMode.FORWARD, 1021);

  public static final int LEAST_MAGLEV_SIZE = 251;
  public static final int MOST_MAGLEV_SIZE = 65_521;

  public External {
    if (!isMaglevSize(maglevSize)) {
      throw new IllegalArgumentException("maglevSize=" + maglevSize + ": no prime of 251..65521");
    }
  }

  /** Whether {@code size} is a prime in range: only then do all of a backend's steps differ. */
  public static boolean isMaglevSize(int size) {
    if (size < LEAST_MAGLEV_SIZE || size > MOST_MAGLEV_SIZE) {
      return false;
    }
    for (int divisor = 2; divisor * divisor <= size; divisor++) {
      if (size % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
