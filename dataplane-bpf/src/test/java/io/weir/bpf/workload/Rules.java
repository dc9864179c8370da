package io.weir.bpf.workload;

import io.weir.bpf.abi.PeerRowKey;
import io.weir.bpf.abi.PortRowKey;
import io.weir.bpf.abi.RuleBits;
import io.weir.bpf.abi.RuleSet;
import io.weir.bpf.abi.RuleSetKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One set as tests write it down; it becomes entries as workload_abi.h tells. */
final class Rules {
  private static final int SUMMARY = 0xff;
  private static final int CHUNK = 256;
  private static final int ISOLATED = 1;
  private static final int PREFIXES = 2;
  private static final int PORTS = 4;
  private static final int HAS_SUMMARY = 8;
  private static final int UNKNOWN = 16;

  private final boolean isolated;
  private final List<Rule> rules = new ArrayList<>();
  private int admin;

  private Rules(boolean isolated) {
    this.isolated = isolated;
  }

  /** What no rule allows is denied. */
  static Rules isolated() {
    return new Rules(true);
  }

  static Rules open() {
    return new Rules(false);
  }

  /** Before all rules of {@link #then}. */
  Rules admin(Rule... more) {
    rules.addAll(List.of(more));
    admin = rules.size();
    return this;
  }

  Rules then(Rule... more) {
    return then(List.of(more));
  }

  Rules then(List<Rule> more) {
    rules.addAll(more);
    return this;
  }

  int size() {
    return rules.size();
  }

  private int chunks() {
    return Math.max(1, (rules.size() + CHUNK - 1) / CHUNK);
  }

  private BitSet which(Predicate<Rule> wanted) {
    BitSet bits = new BitSet();
    for (int i = 0; i < rules.size(); i++) {
      bits.set(i, wanted.test(rules.get(i)));
    }
    return bits;
  }

  /** The vectors of every chunk, and of the summary where there is one. */
  Map<RuleSetKey, RuleSet> headers(int set, int counters) {
    Map<RuleSetKey, RuleSet> entries = new HashMap<>();
    BitSet base = which(r -> r.peers().isEmpty());
    BitSet anyPod = which(r -> r.peers().contains(Rule.ANY_POD));
    BitSet unknown =
        which(r -> r.verdict() == Rule.Verdict.DENY && r.peers().stream().anyMatch(Rule.Peer::pod));
    BitSet accept = which(r -> r.verdict() == Rule.Verdict.ACCEPT);
    BitSet deny = which(r -> r.verdict() == Rule.Verdict.DENY);
    for (int chunk : numbers()) {
      entries.put(
          new RuleSetKey(set, chunk),
          new RuleSet(
              slice(base, chunk),
              slice(anyPod, chunk),
              slice(unknown, chunk),
              slice(accept, chunk),
              slice(deny, chunk),
              counters,
              flags(unknown),
              admin,
              rules.size()));
    }
    return entries;
  }

  private int flags(BitSet unknown) {
    return (isolated ? ISOLATED : 0)
        | (rules.stream().anyMatch(Rule::hasPrefix) ? PREFIXES : 0)
        | (rules.stream().allMatch(r -> r.ports().isEmpty()) ? 0 : PORTS)
        | (chunks() > 1 ? HAS_SUMMARY : 0)
        | (unknown.isEmpty() ? 0 : UNKNOWN);
  }

  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int chunk = 0; chunk < chunks(); chunk++) {
      numbers.add(chunk);
    }
    if (chunks() > 1) {
      numbers.add(SUMMARY);
    }
    return numbers;
  }

  Map<PeerRowKey, RuleBits> peerRows(int set) {
    Map<Rule.Peer, BitSet> byPeer = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      for (Rule.Peer peer : rules.get(i).peers()) {
        byPeer.computeIfAbsent(peer, _ -> new BitSet()).set(i);
      }
    }
    byPeer.remove(Rule.ANY_POD);
    Map<PeerRowKey, RuleBits> rows = new HashMap<>();
    byPeer.forEach((peer, bits) -> {
      for (int chunk : numbers()) {
        if (touches(bits, chunk)) {
          rows.put(new PeerRowKey(set, peer.part(), chunk, peer.kind()), slice(bits, chunk));
        }
      }
    });
    return rows;
  }

  Map<PortRowKey, RuleBits> portRows(int set) {
    Map<PortRange.Prefix, BitSet> own = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      for (PortRange.Prefix prefix : rules.get(i).portPrefixes()) {
        own.computeIfAbsent(prefix, _ -> new BitSet()).set(i);
      }
    }
    Map<PortRowKey, RuleBits> rows = new HashMap<>();
    own.forEach((prefix, bits) -> {
      BitSet covering = new BitSet();
      prefix.wider().forEach(w -> covering.or(own.getOrDefault(w, new BitSet())));
      for (int chunk : numbers()) {
        if (touches(bits, chunk)) {
          rows.put(prefix.key(set, chunk), slice(covering, chunk));
        }
      }
    });
    return rows;
  }

  private static boolean touches(BitSet bits, int chunk) {
    int next = chunk == SUMMARY ? bits.nextSetBit(0) : bits.nextSetBit(chunk * CHUNK);
    return next >= 0 && (chunk == SUMMARY || next < (chunk + 1) * CHUNK);
  }

  private static RuleBits slice(BitSet bits, int chunk) {
    if (chunk == SUMMARY) {
      long chunks = 0;
      for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
        chunks |= 1L << bit / CHUNK;
      }
      return new RuleBits(chunks, 0, 0, 0);
    }
    long[] words = bits.get(chunk * CHUNK, (chunk + 1) * CHUNK).toLongArray();
    long[] four = java.util.Arrays.copyOf(words, 4);
    return new RuleBits(four[0], four[1], four[2], four[3]);
  }
}
