package io.weir.bench;

import io.weir.agent.loop.RuntimeFacts;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.PolicyCondition;
import io.weir.agent.model.PolicyStatuses;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.PolicySnapshot;
import io.weir.agent.observe.WireSnapshot;
import io.weir.policy.model.PolicyName;
import java.util.List;
import java.util.Map;

/** Nothing to say, and nobody to tell: snapshots and conditions of a benchmark are not read. */
record Silence() implements RuntimeFacts, PolicyStatuses {
  @Override
  public void report(
      PolicyName policy, String uid, long generation, List<PolicyCondition> conditions) {}

  @Override
  public void forget(PolicyName policy) {}

  @Override
  public List<AgentSnapshot.Sync> syncs() {
    return List.of();
  }

  @Override
  public List<AgentSnapshot.Watch> watches(Map<Kind, Integer> objects) {
    return List.of();
  }

  @Override
  public List<AgentSnapshot.Attachment> attachments() {
    return List.of();
  }

  @Override
  public List<AgentSnapshot.MapUse> maps(Map<String, Integer> entries) {
    return List.of();
  }

  @Override
  public List<AgentSnapshot.Feature> features() {
    return List.of();
  }

  @Override
  public AgentSnapshot.SocketCounts sockets() {
    return AgentSnapshot.SocketCounts.NONE;
  }

  @Override
  public PolicySnapshot.Workload workload() {
    return PolicySnapshot.Workload.NONE;
  }

  @Override
  public List<PolicySnapshot.Drop> drops() {
    return List.of();
  }

  @Override
  public WireSnapshot wire() {
    return WireSnapshot.NONE;
  }
}
