package io.weir.sandbox.controller;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keys that wait for one thread, each at most once: however often an object changes, the work on it
 * is done for its latest state. Work that fails is logged and done again.
 */
public final class WorkQueue<K> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WorkQueue.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String name;
  private final Consumer<K> work;
  private final Set<K> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor thread;

  /**
   * @param name of the thread and in log lines
   */
  public WorkQueue(String name, Consumer<K> work) {
    this.name = name;
    this.work = work;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("sandbox-" + name).unstarted(task));
  }

  public void add(K key) {
    addAfter(key, Duration.ZERO);
  }

  /** As {@link #add}, once the time has passed. */
  public void addAfter(K key, Duration delay) {
    try {
      if (!delay.isZero()) {
        thread.schedule(() -> add(key), delay.toMillis(), TimeUnit.MILLISECONDS);
      } else if (waiting.add(key)) {
        thread.execute(() -> run(key));
      }
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "{0}: closed, key={1} is dropped", name, key);
    }
  }

  private void run(K key) {
    waiting.remove(key);
    try {
      work.accept(key);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "%s key=%s: %s; again in %d s".formatted(name, key, e.getMessage(), RETRY.toSeconds()));
      LOG.log(Level.DEBUG, "the stack", e);
      addAfter(key, RETRY);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
