package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Placement;
import io.weir.agent.compile.PortKey;
import io.weir.agent.compile.SlotLayout;
import io.weir.agent.maps.SlotArray;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.Slot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Which service id and which range of slots each Service port has. A new set of backends goes to a
 * fresh range, never over the old one; the old range is used again only after no map entry points
 * at it and a grace period has passed for programs that read it meanwhile. At start, ids and ranges
 * are taken from the maps, so that what is right is not written again. Not thread-safe: the loop
 * owns it.
 */
final class Placements {
  /** A program holds a frontend it has looked up for microseconds; this is plenty. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final Slot EMPTY = new Slot(AbiAddress.NONE, 0, 0, 0);

  record Placed(Placement placement, SlotLayout layout) {}

  private record Range(int base, int length) {}

  private record Retired(Range range, long atNanos) {}

  private final SlotArray slots;
  private final IndexRanges ranges;
  private final Map<PortKey, Placed> placed = new HashMap<>();

  /** Found in the maps at start, and no Service port has asked for it yet: by service id. */
  private final Map<Integer, Frontend> unclaimed = new HashMap<>();

  private final Set<Integer> ids = new HashSet<>();
  private final Deque<Retired> retired = new ArrayDeque<>();
  private final LongSupplier nanos;
  private int lastId;

  /**
   * @param lastId the highest service id that any entry has: a new Service must not find what an
   *     old one left
   * @param nanos a clock that only moves forward, as {@link System#nanoTime}
   */
  Placements(SlotArray slots, Stream<Frontend> installed, int lastId, LongSupplier nanos) {
    this.slots = slots;
    this.nanos = nanos;
    this.lastId = lastId;
    this.ranges = new IndexRanges(slots.capacity());
    installed.forEach(this::restore);
  }

  private void restore(Frontend frontend) {
    int id = frontend.serviceId();
    int length = length(frontend);
    if (ids.add(id)) {
      if (length == 0 || ranges.reserve(frontend.slotBase(), length)) {
        unclaimed.put(id, frontend);
      }
    } else if (ranges.reserve(frontend.slotBase(), length)) {
      // An agent died between the flips of two frontends of one port: this range is the other half.
      retire(new Range(frontend.slotBase(), length));
    }
  }

  private static int length(Frontend frontend) {
    return Math.max(frontend.clusterCount(), frontend.localOffset() + frontend.localCount());
  }

  /**
   * Gives {@code key} a place for {@code layout}, the one it has where that is right already; a new
   * range is filled at once, for nothing points at it yet.
   *
   * @param installedId the service id that the maps have for one of its frontends, if any
   * @throws SlotsFull when no range is long enough; the old place stays
   */
  Placement place(PortKey key, SlotLayout layout, OptionalInt installedId) throws SlotsFull {
    Placed old = placed.get(key);
    if (old == null && installedId.isPresent()) {
      old = claim(installedId.getAsInt());
    }
    if (old != null) {
      placed.put(key, old);
      if (old.layout().equals(layout)) {
        return old.placement();
      }
    }
    int base = write(layout.slots());
    int id = old == null ? newId() : old.placement().serviceId();
    if (old != null) {
      retire(old);
    }
    Placement placement = new Placement(id, base);
    placed.put(key, new Placed(placement, layout));
    return placement;
  }

  /** The place that {@code key} has, and what is there. */
  Optional<Placed> placed(PortKey key) {
    return Optional.ofNullable(placed.get(key));
  }

  /** Every Service port that has a place. */
  Map<PortKey, Placed> placed() {
    return Collections.unmodifiableMap(placed);
  }

  private Placed claim(int id) {
    Frontend frontend = unclaimed.remove(id);
    if (frontend == null) {
      return null;
    }
    List<Slot> found = new ArrayList<>();
    for (int i = 0; i < length(frontend); i++) {
      found.add(slots.get(frontend.slotBase() + i));
    }
    SlotLayout layout =
        new SlotLayout(
            found, frontend.clusterCount(), frontend.localOffset(), frontend.localCount());
    return new Placed(new Placement(id, frontend.slotBase()), layout);
  }

  private int write(List<Slot> backends) throws SlotsFull {
    if (backends.isEmpty()) {
      return 0;
    }
    int base =
        ranges
            .take(backends.size())
            .orElseThrow(() -> new SlotsFull(backends.size(), ranges.free(), slots.capacity()));
    for (int i = 0; i < backends.size(); i++) {
      slots.put(base + i, backends.get(i));
    }
    return base;
  }

  private int newId() {
    do {
      lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
    } while (!ids.add(lastId));
    return lastId;
  }

  /** The Service port is gone; its range is free after the grace period. */
  void forget(PortKey key) {
    Placed old = placed.remove(key);
    if (old != null) {
      ids.remove(old.placement().serviceId());
      retire(old);
    }
  }

  /** After the first full round: what nobody has claimed belongs to Services that are gone. */
  void forgetUnclaimed() {
    unclaimed.forEach((id, frontend) -> {
      ids.remove(id);
      retire(new Range(frontend.slotBase(), length(frontend)));
    });
    unclaimed.clear();
  }

  private void retire(Placed old) {
    retire(new Range(old.placement().slotBase(), old.layout().slots().size()));
  }

  private void retire(Range range) {
    if (range.length() > 0) {
      retired.add(new Retired(range, nanos.getAsLong()));
    }
  }

  /** The grace of these ranges has not begun: map entries point at them until now. */
  void renew(Set<Integer> bases) {
    List<Retired> renewed = new ArrayList<>();
    retired.removeIf(r ->
        bases.contains(r.range().base()) && renewed.add(new Retired(r.range(), nanos.getAsLong())));
    retired.addAll(renewed);
  }

  /**
   * Frees the ranges whose grace period is over, and empties them: what a dump shows is in use.
   *
   * @param stillRead bases that map entries not yet replaced point at: kept for another round
   */
  void release(Set<Integer> stillRead) {
    long now = nanos.getAsLong();
    int look = retired.size();
    while (look-- > 0 && now - retired.peek().atNanos() >= GRACE.toNanos()) {
      Retired oldest = retired.remove();
      if (stillRead.contains(oldest.range().base())) {
        retired.add(new Retired(oldest.range(), now));
      } else {
        free(oldest.range());
      }
    }
  }

  private void free(Range range) {
    for (int i = 0; i < range.length(); i++) {
      slots.put(range.base() + i, EMPTY);
    }
    ranges.release(range.base(), range.length());
  }

  boolean awaitsRelease() {
    return !retired.isEmpty();
  }

  /** Slots in use, those of the grace period included. */
  int used() {
    return slots.capacity() - 1 - ranges.free();
  }
}
