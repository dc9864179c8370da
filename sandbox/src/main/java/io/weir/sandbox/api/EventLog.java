package io.weir.sandbox.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last changes, a ring: revisions are consecutive, so a revision is its own index. */
final class EventLog {
  private final Change[] ring;
  private final long first;
  private long next;

  EventLog(int size, long firstRevision) {
    this.ring = new Change[size];
    this.first = firstRevision;
    this.next = firstRevision;
  }

  void add(Change change) {
    if (change.revision() != next) {
      throw new IllegalStateException(
          "a change skips revisions: revision=%d expected=%d".formatted(change.revision(), next));
    }
    ring[slot(next++)] = change;
  }

  /** At most {@code limit} changes after {@code revision}; empty when some of them are gone. */
  Optional<List<Change>> after(long revision, int limit) {
    if (!holds(revision)) {
      return Optional.empty();
    }
    List<Change> changes = new ArrayList<>();
    for (long at = revision + 1; at < next && changes.size() < limit; at++) {
      changes.add(ring[slot(at)]);
    }
    return Optional.of(changes);
  }

  /** Whether everything after {@code revision} is still here. */
  boolean holds(long revision) {
    long oldest = Math.max(first, next - ring.length);
    return revision + 1 >= oldest && revision < next;
  }

  private int slot(long revision) {
    return (int) (revision % ring.length);
  }
}
