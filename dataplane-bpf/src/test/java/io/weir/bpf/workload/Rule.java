package io.weir.bpf.workload;

import java.util.List;

/**
 * One rule.
 *
 * @param peers any one of them; none = every address
 * @param ports any one of them; none = every port and protocol
 */
record Rule(Verdict verdict, List<Peer> peers, List<PortRange> ports) {
  enum Verdict {
    ACCEPT,
    DENY,
    PASS
  }

  /** A part, by {@code enum part_kind}. */
  record Peer(int kind, int part) {
    boolean pod() {
      return kind != PREFIX;
    }
  }

  private static final int POD = 1;
  private static final int NAMESPACE = 2;
  private static final int PREFIX = 3;

  static final Peer ANY_POD = new Peer(0, 0);

  static Peer pod(int part) {
    return new Peer(POD, part);
  }

  static Peer namespace(int part) {
    return new Peer(NAMESPACE, part);
  }

  static Peer prefix(int part) {
    return new Peer(PREFIX, part);
  }

  static Rule accept(Peer... peers) {
    return new Rule(Verdict.ACCEPT, List.of(peers), List.of());
  }

  static Rule deny(Peer... peers) {
    return new Rule(Verdict.DENY, List.of(peers), List.of());
  }

  static Rule pass(Peer... peers) {
    return new Rule(Verdict.PASS, List.of(peers), List.of());
  }

  Rule on(PortRange... these) {
    return new Rule(verdict, peers, List.of(these));
  }

  boolean hasPrefix() {
    return peers.stream().anyMatch(p -> p.kind() == PREFIX);
  }

  List<PortRange.Prefix> portPrefixes() {
    return ports.isEmpty()
        ? List.of(PortRange.Prefix.ANY)
        : ports.stream().flatMap(r -> r.prefixes().stream()).toList();
  }
}
