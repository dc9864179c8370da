package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.WireSnapshot;
import java.util.List;
import java.util.Map;

/** What the watches, hooks and kernel say of themselves. Asked by the loop about once a second. */
public interface RuntimeFacts {
  /** How far the maps are behind, for each family. */
  List<AgentSnapshot.Sync> syncs();

  /**
   * @param objects how many of each kind the model holds
   */
  List<AgentSnapshot.Watch> watches(Map<ClusterEvent.Kind, Integer> objects);

  List<AgentSnapshot.Attachment> attachments();

  /**
   * @param entries how many entries each map holds, by name, where the loop knows
   */
  List<AgentSnapshot.MapUse> maps(Map<String, Integer> entries);

  List<AgentSnapshot.Feature> features();

  AgentSnapshot.SocketCounts sockets();

  /** The counters of the programs at pods' interfaces. */
  PolicySnapshot.Workload workload();

  /** Every drop reason in every direction; empty where only sockets are served. */
  List<PolicySnapshot.Drop> drops();

  /** What the programs on the wire have counted. */
  WireSnapshot wire();
}
