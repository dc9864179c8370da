package io.weir.agent.cli;

import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.FrontendCount;
import io.weir.agent.observe.PolicySnapshot.Drop;
import io.weir.agent.observe.WireSnapshot;
import io.weir.agent.observe.WireSnapshot.Events;
import io.weir.agent.observe.WireSnapshot.Path;
import io.weir.agent.observe.WireSnapshot.Snat;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The part of {@code weir status} that is about Services on the wire. */
final class WireStatus {
  private WireStatus() {}

  /** All kinds together: one by one they are {@code weir service get}'s and the metrics' part. */
  static String frontends(List<FrontendCount> counts) {
    Map<String, Integer> sums = new LinkedHashMap<>();
    counts.forEach(c -> sums.merge(c.backends(), c.frontends(), Integer::sum));
    return sums.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  static String flows(WireSnapshot wire) {
    if (isOff(wire)) {
      return "off: services.mode is not full";
    }
    Events e = wire.events();
    return String.format(
        "translations=%d opening=%d opened=%d expired=%d reselected=%d taken_over=%d"
            + " ports_changed=%d stale_forgotten=%d sent_early=%d node_silent=%d",
        wire.translations(),
        wire.openingTranslations(),
        e.opened(),
        e.expired(),
        e.reselected(),
        e.takenOver(),
        e.portsChanged(),
        e.staleForgotten(),
        e.sentEarly(),
        e.nodeSilent());
  }

  private static boolean isOff(WireSnapshot wire) {
    return wire.paths().isEmpty();
  }

  /** In packets, the most frequent first. */
  static String paths(WireSnapshot wire) {
    return wire.paths().stream()
        .filter(p -> p.packets() > 0)
        .sorted(Comparator.comparingLong(Path::packets).reversed())
        .map(p -> p.path() + "=" + p.packets())
        .collect(Collectors.joining(" "));
  }

  static String snat(AgentSnapshot s) {
    List<Snat> addresses = s.wire().snat();
    if (addresses.isEmpty()) {
      return "";
    }
    return addresses.stream()
            .map(a -> a.address() + " " + a.inUse() + "/" + a.ports())
            .collect(Collectors.joining(", "))
        + "; packets without a port: "
        + exhausted(s.policy().drops());
  }

  private static long exhausted(Collection<Drop> drops) {
    return drops.stream()
        .filter(d -> d.reason().equals("snat_ports_full"))
        .mapToLong(Drop::packets)
        .sum();
  }
}
