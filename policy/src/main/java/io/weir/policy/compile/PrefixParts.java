package io.weir.policy.compile;

import io.weir.policy.model.Peer;
import io.weir.values.Family;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every prefix that a block or a range of pods begins or ends at, each with the blocks that hold
 * there: the longest that has an address is then the whole answer.
 */
final class PrefixParts {
  /** A prefix before those inside it. */
  private static final Comparator<IpPrefix> ORDER =
      Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

  private static final class Entry {
    private final Set<LiveAsk> blocks = new LinkedHashSet<>();
    private int bounds;
    private boolean podRange;
    private Part part = Part.NONE;
    private Optional<PrefixPart> told = Optional.empty();
  }

  private final Cluster cluster;
  private final PartTable parts = new PartTable(PartKind.PREFIX);
  private final Map<Ask, LiveAsk> asks = new HashMap<>();
  private final Map<Family, NavigableMap<IpPrefix, Entry>> entries = new EnumMap<>(Family.class);
  private final Set<IpPrefix> touched = new LinkedHashSet<>();

  PrefixParts(Cluster cluster) {
    this.cluster = cluster;
    for (Family family : Family.values()) {
      entries.put(family, new TreeMap<>(ORDER));
    }
  }

  LiveAsk ask(Ask ask) {
    LiveAsk live = asks.get(ask);
    if (live == null) {
      live = new LiveAsk(ask);
      asks.put(ask, live);
      Peer.Block block = (Peer.Block) ask.peer();
      bounds(block).forEach(prefix -> entry(prefix).bounds++);
      entry(block.cidr()).blocks.add(live);
      touched.add(block.cidr());
    }
    return live;
  }

  /** Drops the blocks that no set has. */
  void sweep() {
    List<LiveAsk> unused = asks.values().stream().filter(ask -> ask.sets().isEmpty()).toList();
    for (LiveAsk ask : unused) {
      asks.remove(ask.ask());
      Peer.Block block = (Peer.Block) ask.ask().peer();
      bounds(block).forEach(prefix -> entry(prefix).bounds--);
      entry(block.cidr()).blocks.remove(ask);
      touched.add(block.cidr());
    }
  }

  private static List<IpPrefix> bounds(Peer.Block block) {
    List<IpPrefix> bounds = new ArrayList<>(block.except());
    bounds.add(block.cidr());
    return bounds;
  }

  private Entry entry(IpPrefix prefix) {
    touched.add(prefix);
    return of(prefix).computeIfAbsent(prefix, p -> new Entry());
  }

  private NavigableMap<IpPrefix, Entry> of(IpPrefix prefix) {
    return entries.get(prefix.address().family());
  }

  /**
   * Follows the pod ranges of nodes.
   *
   * @return whether there is another range than before
   */
  boolean follow(Collection<IpPrefix> ranges) {
    boolean changed = false;
    for (IpPrefix range : ranges) {
      boolean is = cluster.isPodRange(range);
      Entry entry = of(range).get(range);
      if (is != (entry != null && entry.podRange)) {
        entry(range).bounds += is ? 1 : -1;
        entry(range).podRange = is;
        changed = true;
      }
    }
    return changed;
  }

  /**
   * Writes what changed, rows too.
   *
   * @return whether other rules are for addresses of a prefix that was there
   */
  boolean settle(Map<IpPrefix, Optional<PrefixPart>> told, Map<RowKey, RuleBits> rows) {
    Set<IpPrefix> dirty = new LinkedHashSet<>();
    for (IpPrefix prefix : touched) {
      for (IpPrefix inside : of(prefix).tailMap(prefix, true).keySet()) {
        if (!prefix.contains(inside.address())) {
          break;
        }
        dirty.add(inside);
      }
    }
    touched.clear();
    boolean changed = false;
    for (IpPrefix prefix : dirty) {
      changed |= settle(prefix, told);
    }
    parts.settle(rows);
    return changed;
  }

  /** Also where it is wanted no more: what holds for its addresses is told by a wider one then. */
  private boolean settle(IpPrefix prefix, Map<IpPrefix, Optional<PrefixPart>> out) {
    Entry entry = of(prefix).get(prefix);
    List<Entry> around = around(prefix);
    boolean podRange = around.stream().anyMatch(wider -> wider.podRange);
    Set<LiveAsk> holding =
        around.stream()
            .flatMap(wider -> wider.blocks.stream())
            .filter(ask -> holds(ask, prefix))
            .collect(Collectors.toSet());
    boolean otherwise =
        Part.isOtherwise(entry.part.asks(), holding)
            || entry.told.filter(told -> told.podRange() != podRange).isPresent();
    Optional<PrefixPart> before = entry.told;
    boolean wanted = entry.bounds > 0;
    Part part = parts.use(wanted ? holding : Set.of());
    parts.release(entry.part);
    entry.part = part;
    entry.told = wanted ? Optional.of(new PrefixPart(part.id(), podRange)) : Optional.empty();
    if (!wanted) {
      of(prefix).remove(prefix);
    }
    if (!entry.told.equals(before)) {
      out.put(prefix, entry.told);
    }
    return before.isPresent() && otherwise;
  }

  /** The prefix itself and all that contain it. */
  private List<Entry> around(IpPrefix prefix) {
    return IntStream.rangeClosed(0, prefix.length())
        .mapToObj(length -> of(prefix).get(new IpPrefix(prefix.address(), length)))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The prefix is inside the block's cidr. */
  private static boolean holds(LiveAsk ask, IpPrefix prefix) {
    return ((Peer.Block) ask.ask().peer())
        .except().stream()
            .noneMatch(e -> e.length() <= prefix.length() && e.contains(prefix.address()));
  }
}
