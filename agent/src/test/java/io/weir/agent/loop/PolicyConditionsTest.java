package io.weir.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.PolicyCondition;
import io.weir.agent.model.PolicyStatuses;
import io.weir.policy.compile.ClusterNetworkPolicyReader;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Peer;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Port;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Rule;
import io.weir.policy.model.ClusterNetworkPolicyFacts.Subject;
import io.weir.policy.model.PolicyName;
import io.weir.policy.model.SelectorFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said on the status of ClusterNetworkPolicies, as they are read for the dataplane. */
class PolicyConditionsTest {
  private static final SelectorFacts ALL = new SelectorFacts(Map.of(), List.of());
  private static final Peer PODS =
      new Peer(Optional.of(ALL), Optional.empty(), List.of(), Optional.empty(), List.of());

  private final Map<String, List<PolicyCondition>> said = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final PolicyConditions conditions =
      new PolicyConditions(
          new PolicyStatuses() {
            @Override
            public void report(
                PolicyName policy, String uid, long generation, List<PolicyCondition> all) {
              said.put(policy.name(), all);
              told.add(policy.name());
            }

            @Override
            public void forget(PolicyName policy) {
              said.remove(policy.name());
            }
          });

  private void policy(String name, int priority, Rule... egress) {
    ClusterNetworkPolicyFacts facts =
        new ClusterNetworkPolicyFacts(
            PolicyName.clusterNetworkPolicy(name),
            "uid-" + name,
            1,
            "Admin",
            Optional.of(priority),
            new Subject(Optional.of(ALL), Optional.empty()),
            List.of(),
            List.of(egress),
            false);
    conditions.judged(facts, ClusterNetworkPolicyReader.read(facts));
  }

  private static Rule deny(Peer peer, Port... ports) {
    return new Rule("", "Deny", List.of(peer), List.of(ports));
  }

  private PolicyCondition condition(String policy, String type) {
    return said.get(policy).stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
  }

  private String refusal(Rule rule) {
    policy("odd", 1, rule);
    PolicyCondition accepted = condition("odd", "Accepted");
    assertThat(accepted.holds()).isFalse();
    assertThat(accepted.message()).startsWith("spec.egress[0]");
    return accepted.reason();
  }

  @Test
  void aPolicyThatIsUnderstoodIsAccepted() {
    policy("one", 1, deny(PODS));
    assertThat(condition("one", "Accepted").holds()).isTrue();
    assertThat(condition("one", "PriorityConflict").holds()).isFalse();
  }

  @Test
  void whatIsNotUnderstoodIsNamedWithItsReason() {
    Optional<SelectorFacts> none = Optional.empty();
    Peer noCidr = new Peer(none, Optional.empty(), List.of("10.0.0.0/40"), none, List.of());
    Peer domain = new Peer(none, Optional.empty(), List.of(), none, List.of("invalid CIDR: x"));
    Port unknown = port("", 0);
    assertThat(refusal(deny(noCidr))).isEqualTo("InvalidCIDR");
    assertThat(refusal(deny(domain))).isEqualTo("UnsupportedPeer");
    assertThat(refusal(new Rule("", "Allow", List.of(PODS), List.of()))).isEqualTo("UnknownField");
    assertThat(refusal(deny(PODS, unknown))).isEqualTo("UnknownField");
    assertThat(refusal(deny(PODS, port("TCP", 70_000)))).isEqualTo("FailedClosed");
    policy("odd", 1, deny(PODS));
    assertThat(condition("odd", "Accepted").holds()).isTrue();
  }

  private static Port port(String protocol, int number) {
    return new Port(
        protocol,
        Optional.of(number).filter(n -> n > 0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void policiesOfOneTierAndPriorityNameEachOtherUntilOneMoves() {
    policy("b", 7);
    policy("a", 7);
    assertThat(condition("a", "PriorityConflict").message()).startsWith("b has tier=Admin");
    assertThat(condition("b", "PriorityConflict").message()).startsWith("a has tier=Admin");
    policy("c", 7);
    assertThat(condition("c", "PriorityConflict").message()).startsWith("a ");
    policy("a", 8);
    assertThat(condition("a", "PriorityConflict").holds()).isFalse();
    assertThat(condition("b", "PriorityConflict").message()).startsWith("c ");
    conditions.deleted(PolicyName.clusterNetworkPolicy("c"));
    assertThat(condition("b", "PriorityConflict").holds()).isFalse();
    assertThat(said).containsOnlyKeys("a", "b");
  }

  @Test
  void onePolicyMoreBehindTheFirstTwoConcernsNoOther() {
    for (int i = 0; i < 50; i++) {
      policy("p" + (100 + i), 7);
    }
    told.clear();
    policy("z", 7);
    conditions.deleted(PolicyName.clusterNetworkPolicy("p120"));
    assertThat(told).containsExactly("z");
  }
}
