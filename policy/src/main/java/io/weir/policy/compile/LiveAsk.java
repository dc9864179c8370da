package io.weir.policy.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An ask that live sets have: by which of their rules, and where it holds. */
final class LiveAsk {
  private final Ask ask;
  private final long digest;
  private final Map<LiveSet, RuleBits> sets = new HashMap<>();
  private final Set<Part> parts = new HashSet<>();
  private int holders;

  LiveAsk(Ask ask) {
    this.ask = ask;
    this.digest = ask.digest();
  }

  Ask ask() {
    return ask;
  }

  long digest() {
    return digest;
  }

  Map<LiveSet, RuleBits> sets() {
    return sets;
  }

  /** Whether it holds for an address. */
  boolean isHeld() {
    return holders > 0;
  }

  /** It holds for one address more; whether it is the first. */
  boolean hold() {
    return ++holders == 1;
  }

  /** It holds for one address less; whether it was the last. */
  boolean lose() {
    return --holders == 0;
  }

  /** The parts of whose content it is. */
  Set<Part> parts() {
    return parts;
  }
}
