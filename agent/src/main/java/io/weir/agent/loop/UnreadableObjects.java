package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.values.Fault;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps a fault for each object that is there and cannot be read. */
final class UnreadableObjects {
  private final Map<Kind, Set<String>> known = new EnumMap<>(Kind.class);
  private final Faults faults;

  UnreadableObjects(Faults faults) {
    this.faults = faults;
  }

  void set(ClusterEvent.Unreadable event) {
    Set<String> keys = known.computeIfAbsent(event.kind(), kind -> new HashSet<>());
    List<Fault> told = event.why().map(why -> List.of(fault(event, why))).orElse(List.of());
    if (told.isEmpty()) {
      keys.remove(event.key());
    } else {
      keys.add(event.key());
    }
    faults.set(subject(event.kind(), event.key()), told);
  }

  /** Who is not in the list is gone. */
  void sweep(ClusterEvent.Listed list) {
    Set<String> keys = known.getOrDefault(list.kind(), Set.of());
    PolicyObjects.missing(keys, list.keys(), key -> key)
        .forEach(key -> {
          keys.remove(key);
          faults.set(subject(list.kind(), key), List.of());
        });
  }

  private static Fault fault(ClusterEvent.Unreadable event, String why) {
    return new Fault(
        event.kind().object() + " " + event.key(),
        "object",
        "cannot be read, its last readable state counts if there was one: " + why);
  }

  private static String subject(Kind kind, String key) {
    return "unreadable " + kind + " " + key;
  }
}
