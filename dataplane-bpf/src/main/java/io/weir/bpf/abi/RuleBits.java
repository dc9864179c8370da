package io.weir.bpf.abi;

/**
 * {@code struct rule_bits} in workload_abi.h. Some of the 256 rules of a chunk, the lowest bit
 * first.
 */
@BpfStruct("rule_bits")
public record RuleBits(long words0, long words1, long words2, long words3) {
  /** Written out for the reason {@link Address#equals} gives. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RuleBits k
        && k.words0 == words0
        && k.words1 == words1
        && k.words2 == words2
        && k.words3 == words3;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * Long.hashCode(words0) + Long.hashCode(words1)) + Long.hashCode(words2))
        + Long.hashCode(words3);
  }
}
