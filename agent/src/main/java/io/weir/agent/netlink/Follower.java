package io.weir.agent.netlink;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterSink;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the loop what the kernel has: once before {@link #start} returns, then after each change,
 * from a daemon thread. After a failure everything is subscribed to and read anew.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /** How soon the thread notices that it was closed. */
  static final Duration ATTENTION = Duration.ofSeconds(1);

  /** After a failure of the kernel interface itself, which nobody has seen yet. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** News of the kernel, subscribed to before anything is read: no change is missed. */
  interface Subscription extends AutoCloseable {
    /** Reads everything. */
    ClusterEvent read();

    /** Waits for news, no longer than {@link #ATTENTION}; empty where nothing is new. */
    Optional<ClusterEvent> await();

    @Override
    void close();
  }

  private final String what;
  private final ClusterSink sink;
  private final Supplier<? extends Subscription> subscribe;
  private final Object delivery = new Object();
  private boolean closed;
  private Optional<ClusterEvent> delivered = Optional.empty();

  private Follower(String what, ClusterSink sink, Supplier<? extends Subscription> subscribe) {
    this.what = what;
    this.sink = sink;
    this.subscribe = subscribe;
  }

  /**
   * Follows in the network namespace of the calling thread.
   *
   * @param what is followed, for messages
   * @throws IllegalStateException where it cannot be read now
   */
  static Follower start(String what, ClusterSink sink, Supplier<? extends Subscription> subscribe) {
    Follower follower = new Follower(what, sink, subscribe);
    Subscription first = subscribe.get();
    try {
      follower.deliver(first.read());
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    Thread.ofPlatform().daemon().name("weir-netlink").start(() -> follower.run(first));
    return follower;
  }

  private void run(Subscription first) {
    try (first) {
      listen(first);
    } catch (RuntimeException e) {
      complain(e);
    }
    while (!isClosed()) {
      try {
        Thread.sleep(PAUSE);
        try (Subscription again = subscribe.get()) {
          deliver(again.read());
          listen(again);
        }
      } catch (InterruptedException e) {
        return; // nobody interrupts this thread but the end of the process
      } catch (RuntimeException e) {
        complain(e);
      }
    }
  }

  private void listen(Subscription subscription) {
    while (!isClosed()) {
      subscription.await().ifPresent(this::deliver);
    }
  }

  private void complain(RuntimeException e) {
    LOG.warn(
        "{}: {}; the last known state stays in force, trying again in {} s",
        what,
        e.getMessage(),
        PAUSE.toSeconds());
  }

  private void deliver(ClusterEvent event) {
    synchronized (delivery) {
      if (!closed && !delivered.equals(Optional.of(event))) {
        delivered = Optional.of(event);
        sink.accept(event);
      }
    }
  }

  private boolean isClosed() {
    synchronized (delivery) {
      return closed;
    }
  }

  /** No event is delivered after this returns; the thread ends within a second. */
  @Override
  public void close() {
    synchronized (delivery) {
      closed = true;
    }
  }
}
