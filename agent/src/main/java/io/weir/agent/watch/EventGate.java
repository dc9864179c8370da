package io.weir.agent.watch;

import io.weir.agent.model.ObjectRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which warnings become Events. Pure but for what it remembers, which is bounded: of the
 * warnings and objects beyond the bound the oldest are forgotten, and may be told once more.
 */
final class EventGate {
  enum Verdict {
    SEND,
    /** Said already within {@link #REPEAT}. */
    REPEATED,
    /** The object has used up its rate. */
    TOO_MANY
  }

  static final Duration REPEAT = Duration.ofMinutes(10);

  /** What one object may say at once; one more is allowed after each {@link #REFILL}. */
  static final int BURST = 10;

  static final Duration REFILL = Duration.ofMinutes(1);

  private static final int REMEMBERED = 2048;

  /**
   * @param tokens as of {@code at}; at most {@link #BURST}
   */
  private record Allowance(double tokens, long at) {}

  private final Map<Warning, Long> said = new Remembering<>();
  private final Map<ObjectRef, Allowance> allowances = new Remembering<>();

  /**
   * @param now in nanoseconds, of a clock that never goes back
   */
  synchronized Verdict admit(Warning warning, long now) {
    ObjectRef regarding = warning.regarding();
    Long before = said.get(warning);
    if (before != null && now - before < REPEAT.toNanos()) {
      return Verdict.REPEATED;
    }
    Allowance old = allowances.getOrDefault(regarding, new Allowance(BURST, now));
    double refilled = (now - old.at()) / (double) REFILL.toNanos();
    double tokens = Math.min(BURST, old.tokens() + refilled);
    if (tokens < 1) {
      return Verdict.TOO_MANY;
    }
    allowances.put(regarding, new Allowance(tokens - 1, now));
    said.put(warning, now);
    return Verdict.SEND;
  }

  private static final class Remembering<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED;
    }
  }
}
