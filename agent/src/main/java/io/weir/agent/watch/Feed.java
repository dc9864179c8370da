package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent.Listed;
import io.weir.agent.model.ClusterSink;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One kind's list and watch, and where it stands in them. Each {@link #follow} is one attempt; what
 * it learned stays for the next.
 *
 * <p>A list is read from a watch that begins with the present objects where the server offers that
 * ({@code sendInitialEvents}), in pages otherwise. The first may come from the server's cache
 * ({@code resourceVersion=0}: of any age, and no load on etcd when a thousand nodes start at once).
 * A later one must not be older than what was seen ({@code NotOlderThan}), so that state never runs
 * backwards; where the server does not know that version, it must be the newest there is.
 */
final class Feed implements EventStream.Follower {
  private static final int PAGE = 500;
  private static final String ANY_AGE = "0";
  private static final String NEWEST = "";

  private final Resource resource;
  private final ApiServer api;
  private final Timing timing;
  private final ClusterSink sink;
  private final Counters counters;
  private final Intake intake;
  private final Pool pool = new Pool();

  /** Where the watch resumes; empty when a list is needed. */
  private String position = "";

  /** A list may not be older than this. */
  private String oldest = ANY_AGE;

  /** Whether the next list is tried as a watch that begins with the present objects. */
  private boolean initialEvents = true;

  /** The keys seen so far while a watch delivers the present objects; null otherwise. */
  private Set<String> listing;

  /** Of the kind as such, in a row. */
  private int refusals;

  private boolean served = true;

  private boolean opened;
  private BodyStream body;
  private long events;

  Feed(Resource resource, ApiServer api, Timing timing, ClusterSink sink, Counters counters) {
    this.resource = resource;
    this.api = api;
    this.timing = timing;
    this.sink = sink;
    this.counters = counters;
    this.intake = new Intake(resource, sink, counters);
  }

  /**
   * Lists where the position is lost, then watches until the stream ends in order.
   *
   * @throws NotServed where the server does not know the kind, and need not
   * @throws IOException where it ends otherwise; call again after a while
   */
  void follow() throws IOException {
    try {
      listAndWatch();
    } catch (Refused e) {
      if (resource.optional() && e.notFound()) {
        notServed();
        throw new NotServed();
      }
      throw e;
    }
  }

  /**
   * Without its kind there are no objects. A server that has just lost a kind is not believed at
   * once, however: policies that go missing by a mistake of a moment open what they close.
   */
  private void notServed() {
    losePosition();
    refusals++;
    if (served && (refusals > 1 || !counters.synced())) {
      listed(Set.of());
      served = false;
      counters.served(false);
    }
  }

  private void listAndWatch() throws IOException {
    if (position.isEmpty() && initialEvents && watchFromNothing()) {
      return;
    }
    if (position.isEmpty()) {
      list();
    }
    watch();
  }

  /** Events and bookmarks read so far; tells whether an attempt got anywhere. */
  long events() {
    return events;
  }

  /** Makes the next attempt list again. */
  void losePosition() {
    position = "";
  }

  /**
   * False where the server does not offer this. One that breaks it off is not asked for it again.
   */
  private boolean watchFromNothing() throws IOException {
    listing = new HashSet<>();
    opened = false;
    try {
      stream("&sendInitialEvents=true" + age());
      if (listing != null) {
        throw new IOException("the watch ended before the objects present were all sent");
      }
      return true;
    } catch (Refused e) {
      if (e.formRefused() && !opened) {
        initialEvents = false;
        return false;
      }
      throw lost(e);
    } finally {
      initialEvents &= listing == null || !opened;
      listing = null;
    }
  }

  private void watch() throws IOException {
    try {
      stream("&resourceVersion=" + position);
    } catch (Refused e) {
      throw lost(e);
    }
  }

  private void stream(String query) throws IOException {
    // Spread, so that the watches of many nodes do not end together.
    int seconds = 300 + ThreadLocalRandom.current().nextInt(300);
    String path =
        resource.path()
            + "?watch=1&allowWatchBookmarks=true&timeoutSeconds="
            + seconds
            + query
            + resource.selectors();
    body = api.get(path, timing.answer(), counters::contact);
    opened = true;
    answered();
    body.patience(listing == null ? timing.idle() : timing.answer());
    try (Json in = new Json(body, pool)) {
      new EventStream(intake, this).read(in);
    }
  }

  private void list() throws IOException {
    Set<String> keys = new HashSet<>();
    String more = "";
    ListPage page;
    do {
      String query = more.isEmpty() ? age() : Resource.query("continue", more);
      String path = resource.path() + "?limit=" + PAGE + query + resource.selectors();
      page = new ListPage(intake, keys);
      try (Json in = new Json(api.get(path, timing.answer(), counters::contact), pool)) {
        answered();
        page.read(in);
      } catch (Refused e) {
        throw lost(e);
      }
      more = page.more();
    } while (!more.isEmpty());
    listed(keys);
    advance(page.resourceVersion());
  }

  private void answered() {
    refusals = 0;
    served = true;
    counters.served(true);
  }

  private String age() {
    return oldest.equals(NEWEST)
        ? ""
        : "&resourceVersionMatch=NotOlderThan&resourceVersion=" + oldest;
  }

  /** A position too old needs a list; a list that cannot be had from the past, a newer one. */
  private Refused lost(Refused e) {
    if (e.positionLost() && position.isEmpty()) {
      oldest = NEWEST;
    } else if (e.positionLost()) {
      losePosition();
    }
    return e;
  }

  private void listed(Set<String> keys) {
    counters.listed();
    sink.accept(new Listed(resource.kind(), keys));
  }

  private void advance(String resourceVersion) {
    if (!resourceVersion.isEmpty()) {
      position = resourceVersion;
      oldest = resourceVersion;
    }
  }

  @Override
  public void present(Meta meta) {
    events++;
    if (listing == null) {
      advance(meta.resourceVersion());
    } else if (!meta.key().isEmpty()) {
      listing.add(meta.key());
    }
  }

  @Override
  public void gone(Meta meta) {
    events++;
    if (listing == null) {
      advance(meta.resourceVersion());
    } else {
      listing.remove(meta.key());
    }
  }

  @Override
  public void bookmark(Meta meta) {
    events++;
    boolean complete = meta.mark(Meta.INITIAL_EVENTS_END).equals("true");
    if (listing != null && complete) {
      listed(listing);
      listing = null;
      body.patience(timing.idle());
    }
    if (listing == null) {
      advance(meta.resourceVersion());
    }
  }
}
