package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Keeps one {@link Feed} going for ever: whatever ends it, it is tried again, with waits that grow
 * to a bound. Nothing a server sends ends the thread.
 */
final class Reflector implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

  /** A connection that lived this long did its work: the waits begin anew. */
  private static final Duration WORKED = Duration.ofSeconds(30);

  /** A watch that ends in order sooner than this is tried again after a wait only. */
  private static final Duration TOO_SHORT = Duration.ofSeconds(1);

  private final Kind kind;
  private final Feed feed;
  private final Counters counters;
  private final Timing timing;
  private final Backoff backoff;
  private volatile boolean closed;
  private boolean positionLost;
  private boolean notServed;

  Reflector(Kind kind, Feed feed, Counters counters, Timing timing) {
    this.kind = kind;
    this.feed = feed;
    this.counters = counters;
    this.timing = timing;
    this.backoff = new Backoff(timing, bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /** Makes {@link #run} return; the thread must also be interrupted. */
  void close() {
    closed = true;
  }

  @Override
  public void run() {
    while (!closed) {
      long began = System.nanoTime();
      long before = feed.events();
      String fault;
      try {
        fault = attempt(before);
      } catch (NotServed e) {
        awaitKind();
        continue;
      }
      notServed = false;
      Duration lived = Duration.ofNanos(System.nanoTime() - began);
      boolean useless = feed.events() == before && lived.compareTo(TOO_SHORT) < 0;
      if (fault.isEmpty() && !useless) {
        backoff.reset();
      } else if (!closed) {
        if (lived.compareTo(WORKED) >= 0) {
          backoff.reset();
        }
        rest(fault.isEmpty() ? "the watch ended at once" : fault);
      }
    }
  }

  /** Why the connection ended, "" where it did in order. */
  private String attempt(long before) throws NotServed {
    try {
      feed.follow();
      positionLost = false;
      return "";
    } catch (NotServed e) {
      throw e;
    } catch (JacksonIOException e) {
      return firstLine(e.getCause());
    } catch (JacksonException | Garbage e) {
      counters.garbage();
      if (feed.events() == before) {
        feed.losePosition(); // the same would come again: nothing was read since we asked
      }
      return "not the JSON expected: " + firstLine(e);
    } catch (Refused e) {
      // An API server that is back has often lost our position. The waits that its absence made
      // long have no bearing on the list that this needs; a second loss in a row has to wait again.
      if (e.positionLost() && !positionLost) {
        backoff.reset();
      }
      positionLost = e.positionLost();
      return firstLine(e);
    } catch (IOException e) {
      return firstLine(e);
    } catch (RuntimeException e) {
      LOG.error("watch of {}: a fault in the agent, please report it", kind, e);
      return "a fault in the agent";
    }
  }

  private void rest(String fault) {
    counters.restarted();
    Duration wait = backoff.next();
    // The 1st, 2nd, 4th, 8th... in a row: an API server away for a day must not fill the log.
    if (Integer.bitCount(backoff.failures()) == 1) {
      LOG.warn(
          "watch of {}: {}; failures={}, next attempt in {} ms; what is known stays in force",
          kind,
          fault,
          backoff.failures(),
          wait.toMillis());
    }
    sleep(wait);
  }

  /** A kind that is not served is no failure: it is asked for again, at leisure. */
  private void awaitKind() {
    backoff.reset();
    if (!notServed) {
      notServed = true;
      LOG.info(
          "the API server does not serve {}: is its CRD installed? asked again every {} s",
          kind,
          timing.longestWait().toSeconds());
    }
    sleep(timing.longestWait());
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only close() interrupts, and the loop looks at that
    }
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
