package io.weir.sandbox.controller;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** Generated names as the API server and the controllers make them. */
public final class Names {
  /** No vowels and no look-alikes: generated names spell nothing. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX = 5;
  private static final int LONGEST_BASE = 63 - SUFFIX - 1;

  private Names() {}

  /** BASE-xxxxx, at most 63 characters. */
  public static String generate(String base, RandomGenerator random) {
    StringBuilder name = new StringBuilder(cut(base)).append('-');
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  private static String cut(String base) {
    return base.length() <= LONGEST_BASE ? base : base.substring(0, LONGEST_BASE);
  }

  /** A label value that is the same for the same text. */
  static String hash(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    long value = crc.getValue();
    StringBuilder hash = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      hash.append(ALPHABET.charAt((int) (value % ALPHABET.length())));
      value /= ALPHABET.length();
    }
    return hash.toString();
  }
}
