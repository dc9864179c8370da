package io.weir.agent.compile;

import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSetKey;
import io.weir.policy.compile.PartKind;
import io.weir.policy.compile.PortPrefix;
import io.weir.policy.compile.PortRow;
import io.weir.policy.compile.RowKey;
import io.weir.policy.compile.RuleSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Rule sets and their rows as map entries. Pure. */
public final class RuleSetCompiler {
  /** Bits of {@code port_row_key} before the protocol, and with it. */
  private static final int ANY_BITS = 40;

  private static final int PROTOCOL_BITS = 48;

  private RuleSetCompiler() {}

  /** Whether the set has a summary beside its chunks. */
  public static boolean summarised(RuleSet set) {
    return RuleChunks.count(set.rules().size()) > 1;
  }

  /**
   * @param counters where the set's counters begin in {@code rule_counters}; 0 = not counted
   */
  public static Map<RuleSetKey, io.weir.bpf.abi.RuleSet> headers(RuleSet set, int counters) {
    Map<RuleSetKey, io.weir.bpf.abi.RuleSet> entries = new HashMap<>();
    int chunks = RuleChunks.count(set.rules().size());
    for (int i = 0; i < chunks; i++) {
      int chunk = i;
      entries.put(
          new RuleSetKey(set.id(), chunk),
          header(set, counters, bits -> RuleChunks.chunk(bits, chunk)));
    }
    if (chunks > 1) {
      entries.put(
          new RuleSetKey(set.id(), RuleChunks.SUMMARY), header(set, counters, RuleChunks::summary));
    }
    return entries;
  }

  /**
   * @param part what of the set's bits this header is about: a chunk, or the summary
   */
  private static io.weir.bpf.abi.RuleSet header(
      RuleSet set, int counters, Function<io.weir.policy.compile.RuleBits, RuleBits> part) {
    return new io.weir.bpf.abi.RuleSet(
        part.apply(set.base()),
        part.apply(set.anyPod()),
        part.apply(set.unknown()),
        part.apply(set.accept()),
        part.apply(set.deny()),
        counters,
        flags(set),
        set.adminRules(),
        set.rules().size());
  }

  private static int flags(RuleSet set) {
    return (set.isolated() ? PolicyFlags.RULE_SET_ISOLATED : 0)
        | (set.blocks() ? PolicyFlags.RULE_SET_PREFIXES : 0)
        | (portsMatter(set) ? PolicyFlags.RULE_SET_PORTS : 0)
        | (summarised(set) ? PolicyFlags.RULE_SET_SUMMARY : 0)
        | (set.unknown().isEmpty() ? 0 : PolicyFlags.RULE_SET_UNKNOWN);
  }

  /** Unless every rule is for any port. One that is for no port at all has no row that says so. */
  private static boolean portsMatter(RuleSet set) {
    int anyPort =
        set.ports().stream()
            .filter(row -> row.prefix().equals(PortPrefix.ANY))
            .mapToInt(row -> row.own().toBitSet().cardinality())
            .sum();
    return anyPort < set.rules().size();
  }

  /**
   * A row stands in a chunk only where its own rules do: the longest prefix found there then has
   * all that wider ones add.
   */
  public static Map<PortRowKey, RuleBits> ports(RuleSet set) {
    Map<PortRowKey, RuleBits> entries = new HashMap<>();
    if (!portsMatter(set)) {
      return entries;
    }
    for (PortRow row : set.ports()) {
      for (int chunk = 0; chunk * RuleChunks.WORDS < row.own().words(); chunk++) {
        if (RuleChunks.any(row.own(), chunk)) {
          entries.put(key(set.id(), chunk, row.prefix()), RuleChunks.chunk(row.covering(), chunk));
        }
      }
      if (summarised(set) && !row.own().isEmpty()) {
        entries.put(
            key(set.id(), RuleChunks.SUMMARY, row.prefix()), RuleChunks.summary(row.covering()));
      }
    }
    return entries;
  }

  private static PortRowKey key(int set, int chunk, PortPrefix prefix) {
    int bits = prefix.protocol() == 0 ? ANY_BITS : PROTOCOL_BITS + prefix.length();
    return new PortRowKey(bits, set, chunk, prefix.protocol(), prefix.port());
  }

  /** The rules of one part, as rows of the chunks that have any. */
  public static Map<PeerRowKey, RuleBits> peers(
      RowKey row, io.weir.policy.compile.RuleBits bits, boolean summarised) {
    Map<PeerRowKey, RuleBits> entries = new HashMap<>();
    for (int chunk = 0; chunk * RuleChunks.WORDS < bits.words(); chunk++) {
      if (RuleChunks.any(bits, chunk)) {
        entries.put(key(row, chunk), RuleChunks.chunk(bits, chunk));
      }
    }
    if (summarised && !bits.isEmpty()) {
      entries.put(key(row, RuleChunks.SUMMARY), RuleChunks.summary(bits));
    }
    return entries;
  }

  private static PeerRowKey key(RowKey row, int chunk) {
    return new PeerRowKey(row.set(), row.part(), chunk, kind(row.kind()));
  }

  private static int kind(PartKind kind) {
    return switch (kind) {
      case POD -> PolicyFlags.PART_POD;
      case NAMESPACE -> PolicyFlags.PART_NAMESPACE;
      case PREFIX -> PolicyFlags.PART_PREFIX;
    };
  }
}
