package io.weir.sandbox.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The watches of this process. One thread reads the event log for each of them from where it
 * stopped, so nothing queues up: a listener that fell behind the log is told the difference between
 * what it knows and what is.
 */
final class Subscriptions implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());
  private static final int BATCH = 256;

  private final ObjectStore store;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  Subscriptions(ObjectStore store) {
    this.store = store;
    this.thread = Thread.ofPlatform().name("sandbox-store-events").daemon().unstarted(this::run);
    this.thread.start();
  }

  ObjectStore.Watch add(Resource resource, Consumer<WatchEvent> consumer) {
    Listener listener = new Listener(resource, consumer);
    listeners.add(listener);
    changed();
    return () -> {
      listener.closed = true;
      listeners.remove(listener);
    };
  }

  /** Says that there may be something to deliver. */
  void changed() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  private void run() {
    while (!closed) {
      wake.acquireUninterruptibly();
      wake.drainPermits();
      boolean more = true;
      while (more && !closed) {
        more = false;
        for (Listener listener : listeners) {
          more |= listener.deliver();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
  }

  private final class Listener {
    private final Resource resource;
    private final Consumer<WatchEvent> consumer;
    private final Map<String, ObjectNode> known = new HashMap<>();
    private long cursor = -1;
    private volatile boolean closed;

    Listener(Resource resource, Consumer<WatchEvent> consumer) {
      this.resource = resource;
      this.consumer = consumer;
    }

    /** Hands over one batch; true when there may be more. */
    boolean deliver() {
      Optional<List<Change>> changes = cursor < 0 ? Optional.empty() : store.after(cursor, BATCH);
      if (changes.isEmpty()) {
        compareWithAll();
        return true;
      }
      for (Change change : changes.get()) {
        cursor = change.revision();
        if (change.event().resource().groupResource().equals(resource.groupResource())) {
          tell(change.event());
        }
      }
      return !changes.get().isEmpty();
    }

    private void compareWithAll() {
      ObjectStore.Snapshot all = store.snapshot(resource, "");
      cursor = all.revision();
      Map<String, ObjectNode> gone = new HashMap<>(known);
      for (ObjectNode object : all.objects()) {
        ObjectNode before = gone.remove(Resource.key(object));
        if (before == null) {
          tell(new WatchEvent(WatchEvent.Type.ADDED, resource, object));
        } else if (!before.equals(object)) {
          tell(new WatchEvent(WatchEvent.Type.MODIFIED, resource, object));
        }
      }
      gone.values().forEach(o -> tell(new WatchEvent(WatchEvent.Type.DELETED, resource, o)));
    }

    private void tell(WatchEvent event) {
      if (closed) {
        return;
      }
      if (event.type() == WatchEvent.Type.DELETED) {
        known.remove(Resource.key(event.object()));
      } else {
        known.put(Resource.key(event.object()), event.object());
      }
      try {
        consumer.accept(event);
      } catch (RuntimeException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "a listener failed on %s %s %s; it gets the next event all the same"
                .formatted(event.type(), resource.groupResource(), Resource.key(event.object())),
            e);
      }
    }
  }
}
