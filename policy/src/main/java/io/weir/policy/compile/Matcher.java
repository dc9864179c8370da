package io.weir.policy.compile;

import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.Peer;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.Selector;
import io.weir.values.IpAddress;
import java.util.Map;

/** Whether somebody is a peer, asked of labels and addresses; counts how often it was asked. */
final class Matcher {
  private final Cluster cluster;
  private long asked;

  Matcher(Cluster cluster) {
    this.cluster = cluster;
  }

  /** How many peers have been asked so far: the work that a change made. */
  long asked() {
    return asked;
  }

  boolean isPod(Peer peer, PodFacts pod, Map<String, String> namespaceLabels) {
    asked++;
    return switch (peer) {
      case Peer.PodsOf of ->
          of.namespace().equals(pod.name().namespace()) && of.pods().matches(pod.labels());
      case Peer.PodsIn in ->
          in.namespaces().matches(namespaceLabels) && in.pods().matches(pod.labels());
      case Peer.Block _, Peer.Nodes _ -> false;
    };
  }

  boolean isNamespace(Peer peer, String name, Map<String, String> labels) {
    asked++;
    return switch (peer) {
      case Peer.PodsOf of -> of.namespace().equals(name);
      case Peer.PodsIn in -> in.namespaces().matches(labels);
      case Peer.Block _, Peer.Nodes _ -> false;
    };
  }

  boolean isAddress(Peer peer, Address address) {
    return switch (peer) {
      case Peer.PodsOf _, Peer.PodsIn _ ->
          address.owner().map(pod -> isPod(peer, pod, namespaceLabels(pod))).orElse(false);
      case Peer.Nodes nodes -> isNode(nodes.nodes(), address);
      case Peer.Block block -> isInside(block, address.ip());
    };
  }

  private boolean isNode(Selector selector, Address address) {
    asked++;
    return address.owner().isEmpty()
        && address.nodes().stream().map(NodeFacts::labels).anyMatch(selector::matches);
  }

  private boolean isInside(Peer.Block block, IpAddress ip) {
    asked++;
    return block.cidr().contains(ip)
        && block.except().stream().noneMatch(except -> except.contains(ip));
  }

  private Map<String, String> namespaceLabels(PodFacts pod) {
    return cluster.namespace(pod.name().namespace()).map(Namespace::labels).orElse(Map.of());
  }
}
