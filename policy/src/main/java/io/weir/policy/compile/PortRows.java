package io.weir.policy.compile;

import io.weir.policy.model.PortMatch;
import io.weir.values.Protocol;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which rules speak of which ports: ranges cut into prefixes, wide ones pushed into narrow ones.
 */
final class PortRows {
  private static final Comparator<PortPrefix> ORDER =
      Comparator.comparingInt(PortPrefix::protocol)
          .thenComparingInt(PortPrefix::length)
          .thenComparingInt(PortPrefix::port);

  private final Map<PortPrefix, BitSet> own = new TreeMap<>(ORDER);

  PortRows() {
    own.put(PortPrefix.ANY, new BitSet());
  }

  void anyPort(int bit) {
    own.get(PortPrefix.ANY).set(bit);
  }

  void every(int bit, Protocol protocol) {
    put(bit, new PortPrefix(protocol.number(), 0, 0));
  }

  void range(int bit, PortMatch.Range range) {
    cut(range, prefix -> put(bit, prefix));
  }

  void number(int bit, int protocol, int number) {
    put(bit, new PortPrefix(protocol, number, 16));
  }

  private void put(int bit, PortPrefix prefix) {
    own.computeIfAbsent(prefix, p -> new BitSet()).set(bit);
  }

  /** The fewest prefixes that are the range together, at most 30. */
  static void cut(PortMatch.Range range, Consumer<PortPrefix> to) {
    int from = range.from();
    while (from <= range.to()) {
      int free = Integer.numberOfTrailingZeros(from);
      while (from + (1 << free) - 1 > range.to()) {
        free--;
      }
      to.accept(new PortPrefix(range.protocol().number(), from, 16 - free));
      from += 1 << free;
    }
  }

  List<PortRow> rows() {
    return own.keySet().stream().map(this::row).toList();
  }

  private PortRow row(PortPrefix prefix) {
    BitSet covering = (BitSet) own.get(PortPrefix.ANY).clone();
    if (prefix.protocol() != 0) {
      for (int length = 0; length <= prefix.length(); length++) {
        int port = prefix.port() & 0xffff << 16 - length & 0xffff;
        BitSet wider = own.get(new PortPrefix(prefix.protocol(), port, length));
        if (wider != null) {
          covering.or(wider);
        }
      }
    }
    return new PortRow(prefix, RuleBits.of(own.get(prefix)), RuleBits.of(covering));
  }
}
