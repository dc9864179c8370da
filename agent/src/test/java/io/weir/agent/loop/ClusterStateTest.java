package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the state of the cluster hands on to policies, and what that costs the Services. */
class ClusterStateTest {
  private final Heard heard = new Heard();
  private final Faults faults = new Faults();
  private final ClusterState state =
      new ClusterState(Cluster.NODE, faults, new ProgrammingLatency(Instant.EPOCH), heard);

  /** Every call as one line. */
  private static final class Heard implements PolicyInput {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void pod(PodFacts pod) {
      lines.add("pod " + pod.name() + " on " + pod.node());
    }

    @Override
    public void podDeleted(ObjectName name) {
      lines.add("no pod " + name);
    }

    @Override
    public void namespace(NamespaceFacts namespace) {
      lines.add("namespace " + namespace.name() + " " + namespace.labels());
    }

    @Override
    public void namespaceDeleted(String name) {
      lines.add("no namespace " + name);
    }

    @Override
    public void node(NodeFacts node) {
      lines.add("node " + node.name());
    }

    @Override
    public void nodeDeleted(String name) {
      lines.add("no node " + name);
    }

    @Override
    public void networkPolicy(NetworkPolicyFacts policy) {
      lines.add(policy.name() + " " + policy.policyTypes());
    }

    @Override
    public void clusterNetworkPolicy(ClusterNetworkPolicyFacts policy) {
      lines.add(policy.name() + " " + policy.tier());
    }

    @Override
    public void policyDeleted(PolicyName name) {
      lines.add("no " + name);
    }
  }

  private Dirty apply(ClusterEvent... events) {
    heard.lines.clear();
    Dirty dirty = new Dirty();
    for (ClusterEvent event : events) {
      state.apply(event, dirty);
    }
    return dirty;
  }

  private static ClusterEvent pod(String name, String node) {
    return new ClusterEvent.PodChanged(Cluster.pod(name, node));
  }

  private static ClusterEvent node(String name) {
    return Cluster.changed(
        new OwnNode(new io.weir.service.model.NodeFacts(name, "", List.of()), false, false));
  }

  private static ClusterEvent namespace(String name, Map<String, String> labels, boolean socket) {
    return new ClusterEvent.NamespaceChanged(
        new NamespaceFacts(name, labels, socket, false, false));
  }

  private static ClusterEvent policy(String name, String... types) {
    return new ClusterEvent.NetworkPolicyChanged(
        new NetworkPolicyFacts(
            PolicyName.networkPolicy("shop", name),
            "u",
            Optional.empty(),
            List.of(types),
            List.of(),
            List.of(),
            false));
  }

  private static ClusterEvent clusterPolicy(String name, String tier) {
    return new ClusterEvent.ClusterNetworkPolicyChanged(
        new ClusterNetworkPolicyFacts(
            PolicyName.clusterNetworkPolicy(name),
            "u",
            1,
            tier,
            Optional.of(1),
            new ClusterNetworkPolicyFacts.Subject(Optional.empty(), Optional.empty()),
            List.of(),
            List.of(),
            false));
  }

  @Test
  void podsOfOtherNodesAreHandedOnAndCostTheServicesNothing() {
    assertThat(apply(pod("a", "node-b")).podsChanged()).isFalse();
    assertThat(heard.lines).containsExactly("pod shop/a on node-b");
    assertThat(state.localPods()).isEmpty();
    assertThat(apply(new ClusterEvent.PodDeleted(Cluster.name("a"))).podsChanged()).isFalse();
    assertThat(heard.lines).containsExactly("no pod shop/a");
  }

  @Test
  void aRepeatIsHandedOnToNobody() {
    ClusterEvent[] events = {
      pod("a", Cluster.NODE),
      node("node-b"),
      namespace("shop", Map.of("a", "b"), true),
      policy("p", "Ingress"),
      clusterPolicy("c", "Admin"),
    };
    apply(events);
    assertThat(heard.lines).hasSize(events.length);
    Dirty dirty = apply(events);
    assertThat(heard.lines).isEmpty();
    assertThat(dirty.podsChanged()).isFalse();
    apply(new ClusterEvent.PodDeleted(Cluster.name("unknown")));
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void aPodMadeAnewUnderItsNameMayComeToUsAndGoFromHere() {
    apply(pod("a", "node-b"));
    assertThat(apply(pod("a", Cluster.NODE)).podsChanged()).isTrue();
    assertThat(state.localPods()).hasSize(1);
    assertThat(apply(pod("a", "node-b")).podsChanged()).isTrue();
    assertThat(state.localPods()).isEmpty();
  }

  @Test
  void aListTellsOfEveryObjectThatWentMeanwhile() {
    apply(
        pod("stays", Cluster.NODE),
        pod("goes", "node-b"),
        node(Cluster.NODE),
        node("node-b"),
        namespace("shop", Map.of(), true),
        namespace("gone", Map.of(), true),
        policy("stays", "Ingress"),
        policy("goes", "Ingress"),
        clusterPolicy("goes", "Admin"));
    apply(
        new ClusterEvent.Listed(Kind.POD, Set.of("shop/stays")),
        new ClusterEvent.Listed(Kind.NODE, Set.of(Cluster.NODE)),
        new ClusterEvent.Listed(Kind.NAMESPACE, Set.of("shop")),
        new ClusterEvent.Listed(Kind.NETWORK_POLICY, Set.of("shop/stays")),
        new ClusterEvent.Listed(Kind.CLUSTER_NETWORK_POLICY, Set.of()));
    assertThat(heard.lines)
        .containsExactly(
            "no pod shop/goes",
            "no node node-b",
            "no namespace gone",
            "no NetworkPolicy shop/goes",
            "no ClusterNetworkPolicy goes");
    assertThat(state.node().deleting()).isFalse();
  }

  @Test
  void onlyOurOwnNodeMattersToServices() {
    apply(node(Cluster.NODE));
    assertThat(apply(node("node-b")).everyService()).isFalse();
    apply(new ClusterEvent.NodeDeleted("node-b"));
    assertThat(state.node().deleting()).isFalse();
    apply(new ClusterEvent.Listed(Kind.NODE, Set.of("node-b")));
    assertThat(state.node().deleting()).as("our Node object is gone").isTrue();
  }

  @Test
  void labelsOfANamespaceConcernPoliciesAndItsOptOutConcernsPods() {
    assertThat(apply(namespace("shop", Map.of("a", "b"), true)).podsChanged()).isFalse();
    assertThat(heard.lines).containsExactly("namespace shop {a=b}");
    assertThat(apply(namespace("shop", Map.of("a", "b"), false)).podsChanged()).isTrue();
    assertThat(state.balancesAtSocket("shop")).isFalse();
    assertThat(apply(new ClusterEvent.NamespaceDeleted("shop")).podsChanged()).isTrue();
    assertThat(state.balancesAtSocket("shop")).isTrue();
  }

  @Test
  void aPolicyThatChangesIsHandedOnWholeAndInOneName() {
    apply(policy("p", "Ingress"));
    apply(policy("p", "Egress"));
    assertThat(heard.lines).containsExactly("NetworkPolicy shop/p [Egress]");
    apply(new ClusterEvent.NetworkPolicyDeleted(PolicyName.networkPolicy("shop", "p")));
    assertThat(heard.lines).containsExactly("no NetworkPolicy shop/p");
  }

  @Test
  void anObjectThatCannotBeReadIsAFaultUntilItCanOrIsGone() {
    Kind kind = Kind.NETWORK_POLICY;
    Optional<String> why = Optional.of("expected an object at /spec");
    apply(policy("p", "Ingress"), new ClusterEvent.Unreadable(kind, "shop/p", why));
    assertThat(heard.lines).as("what was known stays").hasSize(1);
    assertThat(faults.some(9)).hasSize(1);
    assertThat(faults.some(9).getFirst().object()).isEqualTo("NetworkPolicy shop/p");
    apply(new ClusterEvent.Unreadable(kind, "shop/p", Optional.empty()));
    assertThat(faults.some(9)).isEmpty();

    apply(
        new ClusterEvent.Unreadable(kind, "shop/p", why),
        new ClusterEvent.Unreadable(kind, "shop/q", why),
        new ClusterEvent.Listed(kind, Set.of("shop/q")));
    assertThat(faults.some(9)).extracting(f -> f.object()).containsExactly("NetworkPolicy shop/q");
  }
}
