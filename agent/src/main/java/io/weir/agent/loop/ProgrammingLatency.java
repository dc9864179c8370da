package io.weir.agent.loop;

import io.weir.service.model.EndpointSlice;
import io.weir.values.Family;
import io.weir.values.ObjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of kubeproxy_network_programming_duration_seconds (services.md LAT-2): from the time
 * a slice's annotation names to the time the maps hold it. Each change is one sample; the deletion
 * of a slice discards those of its Service; times before the agent started are none.
 */
final class ProgrammingLatency {
  /** More waiting changes of one Service than this are one problem, not many. */
  private static final int MOST_PER_SERVICE = 64;

  /** A change that is not in the maps yet. */
  record Trigger(Family family, Instant at) {}

  private final Map<ObjectName, List<Trigger>> waiting = new HashMap<>();
  private final Instant started;

  ProgrammingLatency(Instant started) {
    this.started = started;
  }

  void changed(EndpointSlice before, EndpointSlice slice) {
    Instant trigger = slice.triggerTime().orElse(Instant.MIN);
    boolean seen = before != null && slice.triggerTime().equals(before.triggerTime());
    if (!seen && trigger.isAfter(started)) {
      List<Trigger> times = waiting.computeIfAbsent(slice.service(), s -> new ArrayList<>(1));
      if (times.size() < MOST_PER_SERVICE) {
        times.add(new Trigger(slice.family(), trigger));
      }
    }
  }

  void deleted(ObjectName service) {
    waiting.remove(service);
  }

  /** The changes of a Service that is now in the maps; they are told once. */
  List<Trigger> programmed(ObjectName service) {
    List<Trigger> times = waiting.remove(service);
    return times == null ? List.of() : times;
  }
}
