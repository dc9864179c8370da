package io.weir.agent.boot;

import io.weir.agent.attach.DrainingHooks;
import io.weir.agent.attach.WirePrograms;
import io.weir.bpf.abi.WireSweepResult;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way down from {@code services.mode=full}: programs that an earlier agent left on the wire
 * finish the flows that they have begun, and are taken off when there is none.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** Other nodes send new flows by tunnel until they notice that we no longer take them: 7 s. */
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  private final DrainingHooks atPods;
  private final DrainingHooks atUplinks;
  private final Supplier<WireSweepResult> sweep;
  private final LongSupplier nanos;
  private final long begun;
  private volatile boolean ended;

  /**
   * @param sweep forgets flows that are over and counts the others
   */
  Drain(WirePrograms programs, Supplier<WireSweepResult> sweep) {
    this(
        new DrainingHooks(programs.atPods()),
        new DrainingHooks(programs.atUplinks()),
        sweep,
        System::nanoTime);
  }

  Drain(
      DrainingHooks atPods,
      DrainingHooks atUplinks,
      Supplier<WireSweepResult> sweep,
      LongSupplier nanos) {
    this.atPods = atPods;
    this.atUplinks = atUplinks;
    this.sweep = sweep;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  DrainingHooks atPods() {
    return atPods;
  }

  DrainingHooks atUplinks() {
    return atUplinks;
  }

  /** Sweeps, and ends where nothing is left; to be done now and again. */
  void look() {
    WireSweepResult left = sweep.get();
    if (ended
        || left.translations() + left.openingTranslations() > 0
        || nanos.getAsLong() - begun < AT_LEAST.toNanos()) {
      return;
    }
    List.of(atUplinks, atPods).forEach(DrainingHooks::end);
    ended = true;
    LOG.info("the last flow that began here is over: nothing of Services is left on the wire");
  }

  /** Whether programs are still at their hooks. */
  boolean goesOn() {
    return !ended;
  }
}
