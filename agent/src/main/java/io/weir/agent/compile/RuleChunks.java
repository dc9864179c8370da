package io.weir.agent.compile;

import io.weir.policy.compile.RuleBits;

/**
 * Cuts the bits of a set into the chunks that the maps hold. A set of more than one chunk has a
 * summary as well: bit n stands for chunk n, so that the programs look only at chunks that can
 * matter.
 */
final class RuleChunks {
  /** RULE_WORDS in workload_abi.h. */
  static final int WORDS = 4;

  /** CHUNK_SUMMARY in workload_abi.h. */
  static final int SUMMARY = 0xff;

  private static final int BITS = WORDS * Long.SIZE;

  private RuleChunks() {}

  /** How many chunks hold {@code rules} rules; a set without rules has one, empty. */
  static int count(int rules) {
    return Math.max(1, (rules + BITS - 1) / BITS);
  }

  static boolean any(RuleBits bits, int chunk) {
    for (int word = chunk * WORDS; word < (chunk + 1) * WORDS; word++) {
      if (bits.word(word) != 0) {
        return true;
      }
    }
    return false;
  }

  static io.weir.bpf.abi.RuleBits chunk(RuleBits bits, int chunk) {
    int first = chunk * WORDS;
    return new io.weir.bpf.abi.RuleBits(
        bits.word(first), bits.word(first + 1), bits.word(first + 2), bits.word(first + 3));
  }

  static io.weir.bpf.abi.RuleBits summary(RuleBits bits) {
    long chunks = 0;
    for (int chunk = 0; chunk * WORDS < bits.words(); chunk++) {
      chunks |= any(bits, chunk) ? 1L << chunk : 0;
    }
    return new io.weir.bpf.abi.RuleBits(chunks, 0, 0, 0);
  }
}
