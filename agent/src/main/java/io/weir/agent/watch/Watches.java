package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.WatchStatus;
import java.util.ArrayList;
import java.util.List;

/** The watches of all kinds, each on a daemon thread of its own. */
public final class Watches implements AutoCloseable {
  private final List<Counters> counters = new ArrayList<>();
  private final List<Reflector> reflectors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Watches() {}

  /**
   * Begins to list and watch; returns at once. Each kind ends its first list with {@link
   * ClusterEvent.Listed}. An API server that is away is tried again for ever, waiting 30 s at most.
   */
  public static Watches start(ApiServer api, ClusterSink sink) {
    return start(api, Resource.all(), Timing.PRODUCTION, sink);
  }

  static Watches start(ApiServer api, List<Resource> resources, Timing timing, ClusterSink sink) {
    Watches watches = new Watches();
    for (Resource resource : resources) {
      Counters counters = new Counters(resource.kind());
      Feed feed = new Feed(resource, api, timing, sink, counters);
      Reflector reflector = new Reflector(resource.kind(), feed, counters, timing);
      watches.counters.add(counters);
      watches.reflectors.add(reflector);
      watches.threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("weir-watch-" + resource.path().substring(resource.path().lastIndexOf('/') + 1))
              .unstarted(reflector));
    }
    watches.threads.forEach(Thread::start);
    return watches;
  }

  /** One for each kind. Any thread may ask. */
  public List<WatchStatus> status() {
    return counters.stream().map(Counters::status).toList();
  }

  /** No event is delivered after this returns. */
  @Override
  public void close() {
    reflectors.forEach(Reflector::close);
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
