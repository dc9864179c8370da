package io.weir.bpf.map;

import java.lang.foreign.MemorySegment;

/** Writes and reads values of one C type. */
public interface Codec<T> {
  /** Bytes of the C type. */
  int size();

  /**
   * Writes all {@link #size()} bytes, padding included.
   *
   * @throws IllegalArgumentException when a component does not fit its member; names both
   */
  void encode(MemorySegment memory, long offset, T value);

  T decode(MemorySegment memory, long offset);
}
