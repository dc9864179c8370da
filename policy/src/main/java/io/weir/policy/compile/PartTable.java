package io.weir.policy.compile;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The parts of one kind, one for each set of asks that hold together somewhere. */
final class PartTable {
  private final PartKind kind;
  private final IdTable ids = new IdTable();
  private final Map<Set<LiveAsk>, Part> parts = new HashMap<>();
  private final Set<Part> touched = new LinkedHashSet<>();

  PartTable(PartKind kind) {
    this.kind = kind;
  }

  /** To be given back by {@link #release}. */
  Part use(Set<LiveAsk> asks) {
    if (asks.isEmpty()) {
      return Part.NONE;
    }
    Part part = parts.get(asks);
    if (part == null) {
      Digest digest = new Digest();
      asks.stream().mapToLong(LiveAsk::digest).sorted().forEach(digest::add);
      part = new Part(kind, ids.take(digest.value()), Set.copyOf(asks));
      parts.put(part.asks(), part);
      touched.add(part);
      for (LiveAsk ask : asks) {
        ask.parts().add(part);
      }
    }
    part.use();
    return part;
  }

  void release(Part part) {
    if (part != Part.NONE) {
      part.leave();
      touched.add(part);
    }
  }

  /** Writes the rows of parts that are new and takes away those of parts that nobody has. */
  void settle(Map<RowKey, RuleBits> rows) {
    for (Part part : touched) {
      if (part.isUsed()) {
        if (part.isFresh()) {
          part.rows().forEach((set, bits) -> rows.put(part.row(set), bits));
          part.told();
        }
      } else {
        drop(part, rows);
      }
    }
    touched.clear();
  }

  private void drop(Part part, Map<RowKey, RuleBits> rows) {
    parts.remove(part.asks());
    ids.release(part.id());
    part.asks().forEach(ask -> ask.parts().remove(part));
    if (!part.isFresh()) {
      part.rows().keySet().stream()
          .filter(set -> !set.isFresh())
          .forEach(set -> rows.put(part.row(set), RuleBits.NONE));
    }
  }
}
