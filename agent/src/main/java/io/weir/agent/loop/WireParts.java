package io.weir.agent.loop;

import io.weir.agent.attach.WorkloadHooks;
import io.weir.agent.maps.WireTables;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What Services on the wire work with.
 *
 * @param podHooks the programs at pods' interfaces
 * @param uplinkHooks the programs at uplinks
 * @param background one thread in the agent's network namespace, for what takes long
 * @param uplinks names of interfaces; empty: those that carry the node's addresses
 */
public record WireParts(
    WireTables tables,
    WorkloadHooks podHooks,
    WorkloadHooks uplinkHooks,
    Executor background,
    List<String> uplinks) {
  public WireParts {
    uplinks = List.copyOf(uplinks);
  }
}
