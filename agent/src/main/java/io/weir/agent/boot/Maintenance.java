package io.weir.agent.boot;

import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.loop.LoopParts;
import io.weir.agent.model.HealthChecks;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * System work that may take long and must not hold up the loop: attaching programs, attaching again
 * what somebody detached, and cutting sockets in every network namespace. One thread.
 */
final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration REPAIR_EVERY = Duration.ofSeconds(10);

  /** Several Services that change together are one walk over the sockets. */
  private static final long CUT_DELAY_MILLIS = 50;

  /** What has been sent to a Service is answered by then. */
  private static final Duration ANSWERS_COME = Duration.ofMinutes(1);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("weir-maintenance").daemon().factory());
  private final SocketPrograms programs;
  private final Runnable cut;
  private final Duration repairEvery;
  private final AtomicBoolean cutAsked = new AtomicBoolean();
  private volatile Set<SocketHook> attached = Set.of();
  private volatile boolean expected;
  private boolean others;
  private volatile long repairs;

  /**
   * @param cut walks the sockets of every network namespace once
   */
  Maintenance(SocketPrograms programs, Runnable cut) {
    this(programs, cut, REPAIR_EVERY);
  }

  Maintenance(SocketPrograms programs, Runnable cut, Duration repairEvery) {
    this.programs = programs;
    this.cut = cut;
    this.repairEvery = repairEvery;
  }

  /** What the loop may ask for; {@code healthChecks} is done elsewhere. */
  LoopParts.Actions actions(Consumer<HealthChecks> healthChecks) {
    return others
        ? new LoopParts.Actions(() -> {}, this::cutStaleSockets, _ -> {})
        : new LoopParts.Actions(this::attach, this::cutStaleSockets, healthChecks);
  }

  /**
   * Sockets are another proxy's: takes off what an earlier agent has left, first where processes
   * begin, and a while later where they are answered. Told before {@link #actions} are asked for.
   */
  void end() {
    others = true;
    programs.endBeginning();
    thread.schedule(
        () -> guarded("take programs off", programs::endAnswering),
        ANSWERS_COME.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Attaches every program, now and again whenever one is missing. */
  void attach() {
    expected = true;
    thread.scheduleWithFixedDelay(
        () -> guarded("attach programs", this::repair),
        0,
        repairEvery.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void repair() {
    Set<SocketHook> before = attached;
    Set<SocketHook> missing;
    try {
      missing = programs.repair();
    } catch (RuntimeException e) {
      attached = Set.of(); // until we know better
      throw e;
    }
    if (!before.isEmpty() && !missing.isEmpty()) {
      repairs += missing.size();
      LOG.warn("programs were missing and are attached again: {}", missing);
    }
    attached = EnumSet.allOf(SocketHook.class);
  }

  /** Does {@code task} now and again, in turn with everything else here; what fails is logged. */
  void every(Duration period, String what, Runnable task) {
    thread.scheduleWithFixedDelay(
        () -> guarded(what, task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Attaches again, now and again, what somebody detached.
   *
   * @param repair returns the interfaces that missed a program
   */
  void repair(String where, Supplier<Set<Integer>> repair) {
    every(
        repairEvery,
        "attach programs to " + where,
        () -> {
          Set<Integer> repaired = repair.get();
          if (!repaired.isEmpty()) {
            LOG.warn("programs were missing at {} and are attached again: {}", where, repaired);
          }
        });
  }

  /** Asks for stale connected UDP sockets to be cut; returns at once. */
  void cutStaleSockets() {
    if (cutAsked.compareAndSet(false, true)) {
      thread.schedule(
          () ->
              guarded(
                  "cut stale sockets",
                  () -> {
                    cutAsked.set(false);
                    cut.run();
                  }),
          CUT_DELAY_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  private void guarded(String what, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("cannot {}: {}; tried again", what, e.getMessage());
    }
  }

  /** The hooks that had our program when we last looked. */
  Set<SocketHook> attached() {
    return attached;
  }

  /** Whether programs ought to be attached by now. */
  boolean expected() {
    return expected;
  }

  /** Programs that somebody detached and we attached again, since the start. */
  long repairs() {
    return repairs;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
