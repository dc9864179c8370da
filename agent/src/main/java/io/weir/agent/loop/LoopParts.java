package io.weir.agent.loop;

import io.weir.agent.maps.NodeTables;
import io.weir.agent.maps.ServiceTables;
import io.weir.agent.model.HealthChecks;
import io.weir.agent.model.UserEvents;
import io.weir.agent.observe.SyncMetrics;
import io.weir.service.compile.CompilerSettings;
import io.weir.values.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the loop works with. Everything with an effect is handed in, so that a test can run the loop
 * against memory.
 *
 * @param policy empty where policies are not ours to enforce
 * @param wire empty where only sockets are served
 * @param nodePortRanges empty for the node's primary addresses
 * @param podCgroups finds the cgroup ids of pods by uid; those not there yet are left out
 */
public record LoopParts(
    String nodeName,
    ServiceTables services,
    NodeTables node,
    Optional<PolicyParts> policy,
    Optional<WireParts> wire,
    CompilerSettings compilerSettings,
    List<IpPrefix> nodePortRanges,
    Function<Set<String>, Map<String, Long>> podCgroups,
    Actions actions,
    Observers observers) {
  public LoopParts {
    nodePortRanges = List.copyOf(nodePortRanges);
  }

  /**
   * What the loop asks for and does not wait for.
   *
   * @param attach the maps hold the whole cluster for the first time: programs may be attached
   * @param cutStaleSockets connected UDP sockets may have a backend that is gone: cut them
   * @param healthChecks what load balancers shall be told of Services has changed
   */
  public record Actions(
      Runnable attach, Runnable cutStaleSockets, Consumer<HealthChecks> healthChecks) {}

  /**
   * Who is told what happens.
   *
   * @param runtime what only the acting layers know, for the snapshot
   */
  public record Observers(UserEvents events, SyncMetrics metrics, RuntimeFacts runtime) {}
}
