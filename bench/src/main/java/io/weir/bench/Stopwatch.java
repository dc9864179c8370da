package io.weir.bench;

import io.weir.agent.observe.SyncMetrics;
import io.weir.values.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears from the loop when a change of endpoints is in the maps. */
final class Stopwatch implements SyncMetrics {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<Long> written = new LinkedBlockingQueue<>();

  /** Only the loop's thread looks at it. */
  private boolean changeSeen;

  /** The System.nanoTime() at which the change was in the maps that nobody has asked for yet. */
  long await() {
    try {
      Long at = written.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (at == null) {
        throw new IllegalStateException(
            "a change was not in the maps after " + PATIENCE_SECONDS + " s: see the log");
      }
      return at;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the maps", e);
    }
  }

  @Override
  public void changed(Change change) {
    changeSeen |= change == Change.ENDPOINTS;
  }

  @Override
  public void succeeded(Family family, Scope scope, Duration took) {
    if (changeSeen) {
      changeSeen = false;
      written.add(System.nanoTime());
    }
  }

  @Override
  public void failed(Family family, Scope scope, Duration took, FailureCause cause) {
    throw new IllegalStateException("the maps could not be written: cause=" + cause);
  }

  @Override
  public void queued(Family family) {}

  @Override
  public void started(Family family) {}

  @Override
  public void programmed(Family family, Instant trigger) {}

  @Override
  public void eventsLost(LostWhere where, long count) {}
}
