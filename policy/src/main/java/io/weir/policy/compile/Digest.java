package io.weir.policy.compile;

/** A number that follows from content alone, the same in every process (FNV-1a, then mixed). */
final class Digest {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long state = OFFSET;

  Digest add(long number) {
    for (int shift = 0; shift < 64; shift += 8) {
      state = (state ^ number >>> shift & 0xff) * PRIME;
    }
    return this;
  }

  /** Its length too, so that where one text ends and the next begins matters. */
  Digest add(String text) {
    for (int i = 0; i < text.length(); i++) {
      state = (state ^ text.charAt(i)) * PRIME;
    }
    return add(text.length());
  }

  Digest add(Enum<?> constant) {
    return add(constant.name());
  }

  Digest add(RuleBits bits) {
    for (int i = 0; i < bits.words(); i++) {
      add(bits.word(i));
    }
    return add(bits.words());
  }

  long value() {
    long mixed = (state ^ state >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
