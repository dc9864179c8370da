package io.weir.agent.answer;

import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * One end of a flow.
 *
 * @param owner as answers name it
 * @param node it is on; empty outside
 * @param pod present where policies can be about it: not for pods in the host's network
 * @param addresses one for each family it has
 */
record Party(String owner, String node, Optional<PodFacts> pod, List<IpAddress> addresses) {
  static Party of(PodFacts pod) {
    return new Party("pod " + pod.name(), pod.node(), Optional.of(pod), pod.addresses());
  }

  static Party hostPod(PodFacts pod, List<IpAddress> addresses) {
    String owner = "pod " + pod.name() + " in the host's network";
    return new Party(owner, pod.node(), Optional.empty(), addresses);
  }

  static Party node(String name, List<IpAddress> addresses) {
    return new Party("node " + name, name, Optional.empty(), addresses);
  }

  static Party outside(IpAddress address) {
    return new Party("outside", "", Optional.empty(), List.of(address));
  }

  /** The node itself, or a process in its network. */
  boolean isHost() {
    return pod.isEmpty() && !node.isEmpty();
  }
}
