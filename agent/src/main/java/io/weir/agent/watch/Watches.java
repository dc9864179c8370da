package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.WatchStatus;
import java.util.List;

/** The watches of all kinds, each on a daemon thread of its own. */
public final class Watches implements AutoCloseable {
  private Watches() {}

  /**
   * Begins to list and watch; returns at once. Each kind ends its first list with {@link
   * ClusterEvent.Listed}. An API server that is away is tried again for ever, waiting 30 s at most.
   */
  public static Watches start(ApiServer api, String nodeName, ClusterSink sink) {
    return new Watches();
  }

  /** One for each kind. Any thread may ask. */
  public List<WatchStatus> status() {
    return List.of();
  }

  /** No event is delivered after this returns. */
  @Override
  public void close() {}
}
