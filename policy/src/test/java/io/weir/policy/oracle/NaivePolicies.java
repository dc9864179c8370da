package io.weir.policy.oracle;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Direction;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two policy APIs written down as they read, for one state of the cluster: slow, without
 * indexes or tables, and without a line of the compiler. The order of the tiers is here; what a
 * rule matches is in {@link NaiveNetworkPolicy} and {@link NaiveClusterPolicy}.
 */
public final class NaivePolicies {
  private static final Comparator<ClusterNetworkPolicyFacts> PRECEDENCE =
      Comparator.comparing(NaiveClusterPolicy::priority).thenComparing(p -> p.name().name());

  private final Cluster cluster;
  private final boolean audit;
  private final List<Remote> known;
  private final Map<ObjectName, Selecting> selecting = new HashMap<>();
  private final Map<IpAddress, Remote> remotes = new HashMap<>();

  /**
   * @param cluster not to be changed while this is asked
   * @param audit whether policies in audit mode count as if they were enforced
   */
  public NaivePolicies(Cluster cluster, boolean audit) {
    this.cluster = cluster;
    this.audit = audit;
    this.known = cluster.owned();
  }

  /**
   * Who has an address.
   *
   * @param pod the one that has it
   * @param nodes those that have it, unless a pod does
   * @param unknown nobody has it, but it is from a range that pods get theirs from
   */
  record Remote(IpAddress address, Optional<PodFacts> pod, List<NodeFacts> nodes, boolean unknown) {
    Remote {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * The policies that select one pod, in their order.
   *
   * @param ingress NetworkPolicies that isolate for it; likewise {@code egress}
   */
  private record Selecting(
      List<NaiveClusterPolicy> admin,
      List<NaiveNetworkPolicy> ingress,
      List<NaiveNetworkPolicy> egress,
      List<NaiveClusterPolicy> baseline) {

    boolean says(Direction direction) {
      return admin.stream().anyMatch(p -> p.says(direction))
          || baseline.stream().anyMatch(p -> p.says(direction));
    }
  }

  /** Throws where there is no such pod. */
  public Answer judge(Packet packet) {
    PodFacts pod = cluster.pods.get(packet.pod());
    Remote remote = remotes.computeIfAbsent(packet.remote(), this::remote);
    Selecting policies = selecting.computeIfAbsent(pod.name(), name -> selecting(pod));
    Direction direction = packet.direction();
    Optional<Answer> admin = tier(policies.admin(), pod, packet, remote, false);
    if (admin.isPresent()) {
      return admin.get();
    }
    List<NaiveNetworkPolicy> isolating =
        direction == Direction.INGRESS ? policies.ingress() : policies.egress();
    if (!isolating.isEmpty()) {
      return isolated(isolating, pod, packet, remote);
    }
    return tier(policies.baseline(), pod, packet, remote, true)
        .orElseGet(() ->
            Answer.of(true, policies.says(direction) ? Answer.Why.NO_RULE : Answer.Why.NO_POLICY));
  }

  /** The first rule that matches; a Pass of Admin is as if none had. */
  private Optional<Answer> tier(
      List<NaiveClusterPolicy> tier, PodFacts pod, Packet packet, Remote remote, boolean last) {
    for (NaiveClusterPolicy policy : tier) {
      for (int i = 0; i < policy.rules(packet.direction()); i++) {
        Optional<String> action = policy.action(i, pod, packet, remote);
        if (action.isPresent()) {
          boolean pass = action.get().equals("Pass");
          return pass && !last
              ? Optional.empty()
              : Optional.of(Answer.by(!action.get().equals("Deny"), policy.name(), i));
        }
      }
    }
    return Optional.empty();
  }

  private Answer isolated(
      List<NaiveNetworkPolicy> isolating, PodFacts pod, Packet packet, Remote remote) {
    if (packet.fromOwnNode() && packet.direction() == Direction.INGRESS) {
      return Answer.of(true, Answer.Why.OWN_NODE);
    }
    for (NaiveNetworkPolicy naive : isolating) {
      NetworkPolicyFacts policy = naive.policy();
      int rules = NaiveNetworkPolicy.rules(policy, packet.direction()).size();
      for (int i = 0; i < rules; i++) {
        if (naive.allows(i, pod, packet, remote)) {
          return Answer.by(true, policy.name(), i);
        }
      }
    }
    return Answer.of(false, Answer.Why.ISOLATED);
  }

  private Selecting selecting(PodFacts pod) {
    return new Selecting(
        clusterPolicies(true, pod),
        isolating(Direction.INGRESS, pod),
        isolating(Direction.EGRESS, pod),
        clusterPolicies(false, pod));
  }

  private List<NaiveNetworkPolicy> isolating(Direction direction, PodFacts pod) {
    return cluster.policies.values().stream()
        .filter(p -> audit || !p.audit() && !audited(p.name().namespace()))
        .filter(p -> NaiveNetworkPolicy.selects(p, pod))
        .filter(p -> NaiveNetworkPolicy.isolates(p, direction))
        .map(p -> new NaiveNetworkPolicy(cluster, p))
        .toList();
  }

  private boolean audited(String namespace) {
    NamespaceFacts facts = cluster.namespaces.get(namespace);
    return facts != null && facts.audit();
  }

  private List<NaiveClusterPolicy> clusterPolicies(boolean admin, PodFacts pod) {
    return cluster.clusterPolicies.values().stream()
        .filter(p -> NaiveClusterPolicy.admin(p) == admin && (audit || !p.audit()))
        .sorted(PRECEDENCE)
        .map(p -> new NaiveClusterPolicy(cluster, p, known))
        .filter(p -> p.selects(pod))
        .toList();
  }

  private Remote remote(IpAddress address) {
    Optional<PodFacts> pod = cluster.owner(address);
    List<NodeFacts> nodes =
        cluster.nodes.values().stream()
            .filter(n -> pod.isEmpty() && n.addresses().contains(address))
            .toList();
    boolean ranged =
        cluster.nodes.values().stream()
            .flatMap(n -> n.podRanges().stream())
            .anyMatch(r -> NaiveText.block(r.toString()).orElseThrow().has(address));
    return new Remote(address, pod, nodes, ranged && pod.isEmpty() && nodes.isEmpty());
  }
}
