package io.weir.policy.compile;

import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the tables of one node's endpoints in step with the cluster, at a cost in proportion to the
 * change. Not thread-safe: the loop owns it.
 */
public final class PolicyCompiler {
  private final String nodeName;

  /**
   * @param nodeName whose pods are endpoints
   */
  public PolicyCompiler(String nodeName) {
    this.nodeName = nodeName;
  }

  public void put(Policy policy) {}

  public void remove(PolicyName policy) {}

  public void put(PodFacts pod) {}

  public void removePod(ObjectName pod) {}

  public void put(NamespaceFacts namespace) {}

  public void removeNamespace(String namespace) {}

  public void put(NodeFacts node) {}

  public void removeNode(String node) {}

  /** What changed in the tables since the last call. */
  public PolicyDelta drain() {
    return new PolicyDelta(
        Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Map.of(), nodeName.isEmpty());
  }
}
