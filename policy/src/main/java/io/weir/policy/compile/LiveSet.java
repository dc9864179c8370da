package io.weir.policy.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A set that endpoints have, and how many times. */
final class LiveSet extends Counted {
  static final LiveSet NONE = new LiveSet(RuleSet.NONE, Optional.empty(), List.of());
  static final LiveSet CLOSED = new LiveSet(RuleSet.CLOSED, Optional.empty(), List.of());

  private final int id;
  private final Optional<SetContent> content;
  private final List<LiveQuestion> questions;
  private final Map<LiveAsk, RuleBits> asks = new HashMap<>();
  private boolean fresh = true;

  /**
   * @param content absent for the sets that have a meaning of their own
   * @param questions asked as long as the set lives
   */
  LiveSet(int id, Optional<SetContent> content, List<LiveQuestion> questions) {
    this.id = id;
    this.content = content;
    this.questions = questions;
  }

  int id() {
    return id;
  }

  Optional<SetContent> content() {
    return content;
  }

  List<LiveQuestion> questions() {
    return questions;
  }

  /** Filled once the set is in use. */
  Map<LiveAsk, RuleBits> asks() {
    return asks;
  }

  /** Not yet in any delta. */
  boolean isFresh() {
    return fresh;
  }

  void told() {
    fresh = false;
  }
}
