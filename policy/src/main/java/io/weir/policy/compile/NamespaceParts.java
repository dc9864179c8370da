package io.weir.policy.compile;

import io.weir.policy.model.Peer;
import io.weir.policy.select.PodIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One part for each namespace, whose id follows from its name: when its labels change, its rows do,
 * and none of its pods.
 */
final class NamespaceParts {
  private final Cluster cluster;
  private final Matcher matcher;
  private final IdTable ids = new IdTable();
  private final Map<String, Part> parts = new HashMap<>();
  private final Map<Ask, LiveAsk> asks = new HashMap<>();
  private final PodIndex<LiveAsk> index = new PodIndex<>();

  NamespaceParts(Cluster cluster, Matcher matcher) {
    this.cluster = cluster;
    this.matcher = matcher;
  }

  /** 0 where there is no such namespace. */
  int id(String namespace) {
    return parts.getOrDefault(namespace, Part.NONE).id();
  }

  /** Follows the cluster: namespaces that came and went. Before any id is asked. */
  void follow(Collection<String> touched) {
    for (String name : touched) {
      if (cluster.namespace(name).isPresent()) {
        parts.computeIfAbsent(name, this::create);
      }
    }
  }

  private Part create(String name) {
    return new Part(PartKind.NAMESPACE, ids.take(new Digest().add(name).value()), Set.of());
  }

  LiveAsk ask(Ask ask) {
    return asks.computeIfAbsent(ask, this::link);
  }

  private LiveAsk link(Ask ask) {
    LiveAsk live = new LiveAsk(ask);
    switch (ask.peer()) {
      case Peer.PodsOf of -> index.put(of, live);
      case Peer.PodsIn in -> index.put(in, live);
      default -> throw new IllegalStateException(ask + ": asks for no namespace");
    }
    for (Part part : holding(ask.peer())) {
      Set<LiveAsk> more = new HashSet<>(part.asks());
      more.add(live);
      part.asks(more);
      live.parts().add(part);
    }
    return live;
  }

  private List<Part> holding(Peer peer) {
    if (peer instanceof Peer.PodsOf of) {
      return Optional.ofNullable(parts.get(of.namespace())).stream().toList();
    }
    return parts.entrySet().stream()
        .filter(part -> isHeld(peer, part.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean isHeld(Peer peer, String namespace) {
    return cluster
        .namespace(namespace)
        .map(n -> matcher.isNamespace(peer, namespace, n.labels()))
        .orElse(false);
  }

  /** Drops the asks that no set has. */
  void sweep() {
    List<LiveAsk> unused = asks.values().stream().filter(ask -> ask.sets().isEmpty()).toList();
    for (LiveAsk ask : unused) {
      asks.remove(ask.ask());
      switch (ask.ask().peer()) {
        case Peer.PodsOf of -> index.remove(of, ask);
        case Peer.PodsIn in -> index.remove(in, ask);
        default -> throw new IllegalStateException(ask.ask() + ": asks for no namespace");
      }
      for (Part part : ask.parts()) {
        Set<LiveAsk> fewer = new HashSet<>(part.asks());
        fewer.remove(ask);
        part.asks(fewer);
      }
    }
  }

  /**
   * Writes the rows of namespaces that changed.
   *
   * @return whether one that was there has other rows
   */
  boolean settle(Collection<String> touched, Map<RowKey, RuleBits> rows) {
    boolean changed = false;
    for (String name : touched) {
      Part part = parts.get(name);
      if (part != null) {
        changed |= judge(name, part, rows) && !part.isFresh();
        part.told();
        if (cluster.namespace(name).isEmpty()) {
          parts.remove(name);
          ids.release(part.id());
        }
      }
    }
    return changed;
  }

  private boolean judge(String name, Part part, Map<RowKey, RuleBits> rows) {
    Map<LiveSet, RuleBits> before = part.rows();
    Set<LiveAsk> now = new LinkedHashSet<>();
    cluster
        .namespace(name)
        .ifPresent(n ->
            index.candidates(
                name,
                n.labels(),
                Map.of(),
                ask -> {
                  if (matcher.isNamespace(ask.ask().peer(), name, n.labels())) {
                    now.add(ask);
                  }
                }));
    part.asks().forEach(ask -> ask.parts().remove(part));
    now.forEach(ask -> ask.parts().add(part));
    part.asks(now);
    Map<LiveSet, RuleBits> after = part.rows();
    boolean changed = false;
    Set<LiveSet> sets = new LinkedHashSet<>(before.keySet());
    sets.addAll(after.keySet());
    for (LiveSet set : sets) {
      RuleBits bits = after.getOrDefault(set, RuleBits.NONE);
      if (!set.isFresh() && !bits.equals(before.getOrDefault(set, RuleBits.NONE))) {
        rows.put(part.row(set), bits);
        changed = true;
      }
    }
    return changed;
  }
}
