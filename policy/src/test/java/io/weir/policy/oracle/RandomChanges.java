package io.weir.policy.oracle;

import io.weir.policy.model.Direction;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happens to one cluster: its beginning, then a change at a time, and packets in between. */
final class RandomChanges {
  private static final List<Integer> PROTOCOLS =
      List.of(6, 6, 6, 6, 17, 17, 17, 132, 132, 1, 58, 47);

  final Cluster cluster = new Cluster(RandomFacts.OWN_NODE);
  private final Pick pick;
  private final RandomFacts facts;
  private final RandomPolicies policies;
  private List<IpAddress> known = List.of();
  private List<PodFacts> endpoints = List.of();

  RandomChanges(long seed) {
    pick = new Pick(seed);
    facts = new RandomFacts(pick);
    policies = new RandomPolicies(pick, facts);
  }

  /** Everything that is there at first, in any order. */
  List<Change> beginning() {
    List<Change> changes = new ArrayList<>();
    RandomFacts.NAMESPACES.forEach(n -> changes.add(new Change.NamespaceIs(facts.namespace(n))));
    for (int i = 0; i < 3; i++) {
      changes.add(new Change.NodeIs(facts.node(i)));
    }
    changes.addAll(pick.some(12, 24, () -> new Change.PodIs(facts.pod(facts.podName()))));
    changes.addAll(pick.some(2, 9, this::networkPolicyIs));
    changes.addAll(pick.some(0, 6, this::clusterPolicyIs));
    Collections.shuffle(changes, pick.random());
    changes.forEach(this::happens);
    return changes;
  }

  /** One more; the cluster has it already. */
  Change next() {
    Change change =
        switch (pick.below(20)) {
          case 0, 1, 2 -> new Change.PodIs(facts.pod(facts.podName()));
          case 3, 4 -> podEdited();
          case 5 -> podGone();
          case 6, 7, 8 -> networkPolicyIs();
          case 9 -> policyGone();
          case 10, 11, 12 -> clusterPolicyIs();
          case 13 -> new Change.PolicyGone(clusterPolicyName());
          case 14, 15 -> namespaceRelabelled();
          case 16 ->
              pick.chance(40)
                  ? new Change.NamespaceGone(pick.of(RandomFacts.NAMESPACES))
                  : new Change.NamespaceIs(facts.namespace(pick.of(RandomFacts.NAMESPACES)));
          case 17 ->
              pick.chance(30)
                  ? new Change.NodeGone("node" + pick.below(3))
                  : new Change.NodeIs(facts.node(pick.below(3)));
          default -> podMoved();
        };
    happens(change);
    return change;
  }

  private void happens(Change change) {
    change.to(cluster);
    endpoints = cluster.pods.values().stream().filter(cluster::endpoint).toList();
    known = cluster.pods.values().stream().flatMap(p -> p.addresses().stream()).toList();
  }

  private Change networkPolicyIs() {
    String namespace = pick.of(RandomFacts.NAMESPACES);
    return new Change.PolicyIs(
        policies.networkPolicy(PolicyName.networkPolicy(namespace, "np" + pick.below(4))));
  }

  private PolicyName clusterPolicyName() {
    return PolicyName.clusterNetworkPolicy("cnp" + pick.below(6));
  }

  private Change clusterPolicyIs() {
    return new Change.ClusterPolicyIs(policies.clusterPolicy(clusterPolicyName()));
  }

  private Change policyGone() {
    return new Change.PolicyGone(
        cluster.policies.isEmpty() ? clusterPolicyName() : pick.of(cluster.policies.keySet()));
  }

  private Change podGone() {
    return new Change.PodGone(
        cluster.pods.isEmpty() ? facts.podName() : pick.of(cluster.pods.keySet()));
  }

  /** Other labels, ports or addresses, the rest as before. */
  private Change podEdited() {
    PodFacts fresh = facts.pod(facts.podName());
    if (cluster.pods.isEmpty()) {
      return new Change.PodIs(fresh);
    }
    PodFacts old = pick.of(cluster.pods.values());
    boolean ports = pick.chance(30);
    return new Change.PodIs(
        new PodFacts(
            old.name(),
            old.uid(),
            old.node(),
            old.created(),
            old.hostNetwork(),
            old.addresses(),
            ports ? old.labels() : fresh.labels(),
            ports ? fresh.ports() : old.ports(),
            true));
  }

  /** The same pod, its addresses those of a new one: reuse happens often here. */
  private Change podMoved() {
    PodFacts fresh = facts.pod(facts.podName());
    if (cluster.pods.isEmpty()) {
      return new Change.PodIs(fresh);
    }
    PodFacts old = pick.of(cluster.pods.values());
    return new Change.PodIs(
        new PodFacts(
            old.name(),
            old.uid(),
            old.node(),
            fresh.created(),
            old.hostNetwork(),
            fresh.addresses(),
            old.labels(),
            old.ports(),
            true));
  }

  private Change namespaceRelabelled() {
    String name = pick.of(RandomFacts.NAMESPACES);
    NamespaceFacts fresh = facts.namespace(name);
    return new Change.NamespaceIs(fresh);
  }

  /** No pods of this node: no packet to judge. */
  boolean quiet() {
    return endpoints.isEmpty();
  }

  /** Mostly between pods, to ports that somebody names or some policy speaks of. */
  Packet packet() {
    PodFacts pod = pick.of(endpoints);
    Direction direction = pick.of(Direction.values());
    IpAddress remote = !known.isEmpty() && pick.chance(60) ? pick.of(known) : facts.address();
    int protocol = pick.of(PROTOCOLS);
    if (protocol == 1 && remote.family() == Family.IPV6) {
      protocol = 58;
    }
    int port =
        switch (protocol) {
          case 1, 58, 47 -> 0;
          default -> port(pod, remote);
        };
    return new Packet(
        pod.name(),
        direction,
        remote,
        protocol,
        port,
        direction == Direction.INGRESS && pick.chance(8));
  }

  private int port(PodFacts pod, IpAddress remote) {
    int near = pick.of(RandomFacts.PORTS) + pick.of(0, 0, 0, 1, -1);
    PodFacts destination = pick.chance(50) ? pod : cluster.owner(remote).orElse(pod);
    return !destination.ports().isEmpty() && pick.chance(40)
        ? pick.of(destination.ports()).number()
        : Math.clamp(near, 0, 65535);
  }
}
