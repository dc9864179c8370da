package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent.Unreadable;
import io.weir.agent.model.ClusterSink;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the objects of one kind into events. An object that cannot be read is stepped over: what
 * was known of it stays in force, it is counted, and named once: in the log, and to the loop.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int MOST_NAMED = 1024;

  private final Resource resource;
  private final ClusterSink sink;
  private final Counters counters;
  private final Set<String> named = new HashSet<>();

  Intake(Resource resource, ClusterSink sink, Counters counters) {
    this.resource = resource;
    this.sink = sink;
    this.counters = counters;
  }

  /** Reads the current object of {@code in} and delivers it. */
  Meta changed(Json in) {
    Draft draft = resource.draft().get();
    try {
      in.whole(() -> draft.read(in));
      sink.accept(draft.changed());
      forget(draft.meta().key());
    } catch (Malformed e) {
      skipped(draft.meta(), e);
    }
    return draft.meta();
  }

  /** Reads the metadata of the current object of {@code in} and delivers that it is gone. */
  Meta deleted(Json in) {
    Draft draft = new Draft.MetaOnly();
    try {
      in.whole(() -> draft.read(in));
      sink.accept(resource.deleted().apply(draft.meta()));
      forget(draft.meta().key());
    } catch (Malformed e) {
      skipped(draft.meta(), e);
    }
    return draft.meta();
  }

  private void forget(String key) {
    if (named.remove(key)) {
      sink.accept(new Unreadable(resource.kind(), key, Optional.empty()));
    }
  }

  private void skipped(Meta meta, Malformed why) {
    counters.skipped();
    if (named.size() < MOST_NAMED && named.add(meta.key())) {
      LOG.warn(
          "cannot read {} name={}: {}; its last readable state stays in force",
          resource.kind(),
          meta.key().isEmpty() ? "?" : meta.key(),
          why.getMessage());
      if (!meta.key().isEmpty()) {
        sink.accept(new Unreadable(resource.kind(), meta.key(), Optional.of(why.getMessage())));
      }
    }
  }
}
