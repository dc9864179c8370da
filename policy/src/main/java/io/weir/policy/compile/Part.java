package io.weir.policy.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks that hold together: for an address, a prefix, or the pods of a namespace. */
final class Part extends Counted {
  /** Where no ask holds. */
  static final Part NONE = new Part(PartKind.POD, 0, Set.of());

  private final PartKind kind;
  private final int id;
  private Set<LiveAsk> asks;
  private final Set<Address> addresses = new HashSet<>();
  private boolean fresh = true;

  Part(PartKind kind, int id, Set<LiveAsk> asks) {
    this.kind = kind;
    this.id = id;
    this.asks = asks;
  }

  PartKind kind() {
    return kind;
  }

  int id() {
    return id;
  }

  Set<LiveAsk> asks() {
    return asks;
  }

  /** For namespaces only: their part stays the same when their labels change. */
  void asks(Set<LiveAsk> now) {
    asks = now;
  }

  /** Those that have it, where it is of kind POD. */
  Set<Address> addresses() {
    return addresses;
  }

  RowKey row(LiveSet set) {
    return new RowKey(set.id(), kind, id);
  }

  /** The rows that it has now, by set. */
  Map<LiveSet, RuleBits> rows() {
    Map<LiveSet, RuleBits> rows = new HashMap<>();
    for (LiveAsk ask : asks) {
      ask.sets().forEach((set, bits) -> rows.merge(set, bits, RuleBits::or));
    }
    return rows;
  }

  /** Whether a set that is in force matches otherwise where the one holds than where the other. */
  static boolean isOtherwise(Set<LiveAsk> some, Set<LiveAsk> others) {
    return isMore(some, others) || isMore(others, some);
  }

  private static boolean isMore(Set<LiveAsk> some, Set<LiveAsk> others) {
    return some.stream()
        .filter(ask -> !others.contains(ask))
        .flatMap(ask -> ask.sets().keySet().stream())
        .anyMatch(set -> !set.isFresh());
  }

  /** Not yet in any delta. */
  boolean isFresh() {
    return fresh;
  }

  void told() {
    fresh = false;
  }
}
