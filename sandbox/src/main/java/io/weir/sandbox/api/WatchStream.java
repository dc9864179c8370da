package io.weir.sandbox.api;

import io.netty.channel.EventLoop;
import io.weir.sandbox.api.json.Json;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/**
 * One watch of one client. It reads the event log from where it stopped, and only while the client
 * takes what it is sent: nothing queues up, and a client that is too slow for the log gets 410.
 * Everything but {@link #wake} runs on the channel's event loop.
 */
final class WatchStream {
  private static final int BATCH = 128;
  private static final long BOOKMARK_SECONDS = 30;

  /** Where the events go. */
  interface Sink {
    void send(ObjectNode event);

    void flush();

    /** False while the client is behind. */
    boolean writable();

    /** Ends the stream in good order. */
    void end();

    EventLoop loop();
  }

  private final ObjectStore store;
  private final Views views;
  private final WatchRequest request;
  private final Sink sink;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ObjectStore.Watch waker;
  private Iterator<ObjectNode> initial = List.<ObjectNode>of().iterator();
  private boolean initialEndDue;
  private boolean headersSent;
  private long cursor;
  private boolean ended;

  WatchStream(ObjectStore store, Views views, WatchRequest request, Sink sink) {
    this.store = store;
    this.views = views;
    this.request = request;
    this.sink = sink;
    this.waker = store.onChange(this::wake);
  }

  void start() {
    cursor = request.from();
    if (cursor < 0) {
      ObjectStore.Snapshot all =
          store.snapshot(request.place().stored(), request.place().namespace());
      cursor = all.revision();
      initial = all.objects().stream().filter(request.wanted()).iterator();
      initialEndDue = request.tellInitialEnd();
    }
    sink.loop().schedule(this::timeOut, request.timeoutSeconds(), TimeUnit.SECONDS);
    if (request.bookmarks()) {
      sink.loop().schedule(this::regularBookmark, BOOKMARK_SECONDS, TimeUnit.SECONDS);
    }
    pump();
  }

  /** Says that there may be something to send; from any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      sink.loop().execute(this::pump);
    }
  }

  /** Stops without another word: the client is gone. */
  void close() {
    ended = true;
    waker.close();
  }

  private void pump() {
    woken.set(false);
    boolean more = !ended;
    while (more && sink.writable()) {
      more = initial.hasNext() ? sendInitial() : sendChanges();
    }
    if (!ended) {
      sink.flush();
    }
  }

  private boolean sendInitial() {
    for (int i = 0; i < BATCH && initial.hasNext(); i++) {
      send("ADDED", initial.next());
    }
    if (!initial.hasNext() && initialEndDue) {
      initialEndDue = false;
      bookmark(true);
    }
    return true;
  }

  private boolean sendChanges() {
    if (initialEndDue) {
      initialEndDue = false;
      bookmark(true);
    }
    Optional<List<Change>> changes = store.after(cursor, BATCH);
    if (changes.isEmpty()) {
      String message = "too old resource version: %d (%d)".formatted(cursor, store.revision());
      sink.send(event("ERROR", ApiException.expired(message).status()));
      end();
      return false;
    }
    for (Change change : changes.get()) {
      cursor = change.revision();
      if (concerns(change.event())) {
        send(change);
      }
    }
    return !changes.get().isEmpty();
  }

  private boolean concerns(WatchEvent event) {
    String namespace = request.place().namespace();
    return event.resource().groupResource().equals(request.place().stored().groupResource())
        && (namespace.isEmpty()
            || namespace.equals(Json.text(event.object(), "metadata.namespace")));
  }

  /** An object that enters or leaves the selected set is added or deleted for this client. */
  private void send(Change change) {
    WatchEvent event = change.event();
    boolean is = request.wanted().test(event.object());
    boolean was = change.before().map(request.wanted()::test).orElse(false);
    boolean gone = event.type() == WatchEvent.Type.DELETED;
    if (was && (gone || !is)) {
      send("DELETED", event.object());
    } else if (is && !gone) {
      send(was ? "MODIFIED" : "ADDED", event.object());
    }
  }

  private void send(String type, ObjectNode object) {
    ObjectNode shown = views.outgoing(request.place().resource(), object);
    if (request.call().wantsTable()) {
      shown = views.table(request.call(), request.place().resource(), List.of(shown), !headersSent);
      headersSent = true;
      Json.child(shown, "metadata")
          .put("resourceVersion", Json.text(object, "metadata.resourceVersion"));
    }
    sink.send(event(type, shown));
  }

  private static ObjectNode event(String type, ObjectNode object) {
    ObjectNode event = Json.object();
    event.put("type", type).set("object", object);
    return event;
  }

  private void bookmark(boolean endOfInitial) {
    Resource resource = request.place().resource();
    ObjectNode mark = Json.object();
    mark.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
    ObjectNode metadata = mark.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(cursor)).putNull("creationTimestamp");
    if (endOfInitial) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    if (request.call().wantsTable()) {
      ObjectNode table = views.table(request.call(), resource, List.of(), false);
      table.set("metadata", metadata);
      mark = table;
    }
    sink.send(event("BOOKMARK", mark));
  }

  private void regularBookmark() {
    if (ended) {
      return;
    }
    if (!initial.hasNext() && sink.writable()) {
      bookmark(false);
      sink.flush();
    }
    sink.loop().schedule(this::regularBookmark, BOOKMARK_SECONDS, TimeUnit.SECONDS);
  }

  private void timeOut() {
    if (ended) {
      return;
    }
    if (request.bookmarks() && !initial.hasNext()) {
      bookmark(false);
    }
    end();
  }

  private void end() {
    close();
    sink.end();
  }
}
