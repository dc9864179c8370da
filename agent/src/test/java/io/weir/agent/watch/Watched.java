package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.WatchStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The watch of one kind against a {@link FakeApi}, with waits short enough for a test. */
final class Watched implements AutoCloseable {
  static final Timing FAST =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  final FakeApi api;
  private final ApiServer connection;
  private final Watches watches;

  /** What was told of objects that cannot be read; kept apart from the objects. */
  final BlockingQueue<ClusterEvent.Unreadable> unreadable = new LinkedBlockingQueue<>();

  private final BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();

  Watched(Kind kind, Timing timing, FakeApi.Step... script) throws IOException {
    api = new FakeApi(script);
    connection = api.connect();
    List<Resource> one =
        Resource.all().stream().filter(resource -> resource.kind() == kind).toList();
    watches = Watches.start(connection, one, timing, this::accept);
  }

  Watched(Kind kind, FakeApi.Step... script) throws IOException {
    this(kind, FAST, script);
  }

  private void accept(ClusterEvent event) {
    if (event instanceof ClusterEvent.Unreadable told) {
      unreadable.add(told);
    } else {
      events.add(event);
    }
  }

  ClusterEvent next() throws InterruptedException {
    ClusterEvent event = events.poll(20, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came within 20 s");
    }
    return event;
  }

  /** The next event, which must be of {@code type}. */
  <T extends ClusterEvent> T next(Class<T> type) throws InterruptedException {
    ClusterEvent event = next();
    if (!type.isInstance(event)) {
      throw new AssertionError("expected " + type.getSimpleName() + ", came " + event);
    }
    return type.cast(event);
  }

  boolean quiet() {
    return events.isEmpty();
  }

  WatchStatus status() {
    return watches.status().getFirst();
  }

  @Override
  public void close() throws IOException {
    watches.close();
    connection.close();
    api.close();
  }
}
