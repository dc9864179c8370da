package io.weir.bpf.abi;

/**
 * {@code struct maglev_chunk} in wire_abi.h. 64 cells of a Maglev table: four in a word, the first
 * in the lowest bits.
 */
@BpfStruct("maglev_chunk")
public record MaglevChunk(
    long words0,
    long words1,
    long words2,
    long words3,
    long words4,
    long words5,
    long words6,
    long words7,
    long words8,
    long words9,
    long words10,
    long words11,
    long words12,
    long words13,
    long words14,
    long words15) {
  /** How many cells a chunk has. */
  public static final int CELLS = 64;

  /** Of its 16 words. */
  public static MaglevChunk of(long[] words) {
    return new MaglevChunk(
        words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7], words[8],
        words[9], words[10], words[11], words[12], words[13], words[14], words[15]);
  }

  /** What {@link #of} was given. */
  public long[] words() {
    return new long[] {
      words0, words1, words2, words3, words4, words5, words6, words7, words8, words9, words10,
      words11, words12, words13, words14, words15
    };
  }
}
