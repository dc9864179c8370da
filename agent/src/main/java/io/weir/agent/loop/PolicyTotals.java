package io.weir.agent.loop;

import io.weir.agent.observe.PolicySnapshot.Counts;
import io.weir.policy.compile.EndpointPolicy;
import io.weir.policy.model.PodFacts;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How much policy there is, for the snapshot. */
final class PolicyTotals {
  private PolicyTotals() {}

  /**
   * @param entries of each map, by name
   */
  static Counts of(PolicyView view, Collection<PodFacts> localPods, Map<String, Integer> entries) {
    Set<ObjectName> found = new HashSet<>();
    int ready = 0;
    int closed = 0;
    int late = 0;
    for (EndpointState endpoint : view.endpoints()) {
      endpoint.pod().ifPresent(found::add);
      if (endpoint.inForce().equals(EndpointPolicy.CLOSED)) {
        closed++;
      } else if (endpoint.upToDate()) {
        ready++;
      } else {
        late++;
      }
    }
    long without =
        localPods.stream().filter(p -> !p.hostNetwork() && !found.contains(p.name())).count();
    return new Counts(
        view.names().size(),
        view.refused().size(),
        (int) view.names().stream().filter(name -> !view.faults(name).isEmpty()).count(),
        view.sets(),
        entries.getOrDefault("peer_rows", 0) + entries.getOrDefault("port_rows", 0),
        ready,
        closed,
        late,
        (int) without);
  }
}
