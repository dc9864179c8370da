package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent;
import io.weir.policy.compile.ClusterNetworkPolicyReader;
import io.weir.policy.compile.NetworkPolicyReader;
import io.weir.policy.model.Action;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Direction;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.Policy;
import io.weir.policy.model.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Policies with fields that are not of their type, which no API server of today lets in: judged as
 * the loop judges them, they close what they would have opened.
 */
class PolicyDraftTest {
  private static final String NETWORK =
      "{kind: NetworkPolicy, metadata: {namespace: shop, name: p, uid: u}, spec: ";
  private static final String CLUSTER =
      "{kind: ClusterNetworkPolicy, metadata: {name: p, uid: u, generation: 7}, spec: ";
  private static final String HEAD = "tier: Admin, priority: 1, subject: {namespaces: {}}, ";

  private static NetworkPolicyFacts network(String spec) {
    return ((ClusterEvent.NetworkPolicyChanged) Manifests.read(NETWORK + spec + "}").getFirst())
        .policy();
  }

  private static ClusterNetworkPolicyFacts cluster(String spec) {
    return ((ClusterEvent.ClusterNetworkPolicyChanged)
            Manifests.read(CLUSTER + spec + "}").getFirst())
        .policy();
  }

  private static boolean matchesNothing(Rule rule) {
    return !rule.anyPeer() && rule.peers().isEmpty() || !rule.anyPort() && rule.ports().isEmpty();
  }

  /** In each of them something is no peer, no port, or no rule. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[7]",
        "[null]",
        "[[]]",
        "[{from: 7}]",
        "[{from: {}}]",
        "[{from: [7]}]",
        "[{from: [null]}]",
        "[{from: [{}]}]",
        "[{from: [{podSelector: 7}]}]",
        "[{from: [{podSelector: []}]}]",
        "[{from: [{podSelector: {matchLabels: 7}}]}]",
        "[{from: [{podSelector: {matchLabels: {a: [b]}}}]}]",
        "[{from: [{podSelector: {matchExpressions: {}}}]}]",
        "[{from: [{podSelector: {matchExpressions: [7]}}]}]",
        "[{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: b}]}}]}]",
        "[{from: [{namespaceSelector: true}]}]",
        "[{from: [{ipBlock: 7}]}]",
        "[{from: [{ipBlock: {}}]}]",
        "[{from: [{ipBlock: {cidr: [10.0.0.0/8]}}]}]",
        "[{from: [{ipBlock: {cidr: 10.0.0.0/8, except: 10.1.0.0/16}}]}]",
        "[{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [7]}}]}]",
        "[{ports: 7}]",
        "[{ports: [7]}]",
        "[{ports: [null]}]",
        "[{ports: [{port: true}]}]",
        "[{ports: [{port: 80.5}]}]",
        "[{ports: [{port: ''}]}]",
        "[{ports: [{port: 99999999999}]}]",
        "[{ports: [{port: 80, endPort: x}]}]",
        "[{ports: [{port: 80, protocol: 6}]}]",
      })
  void whatIsNotOfItsTypeOpensNothing(String ingress) {
    Policy policy =
        NetworkPolicyReader.read(network("{podSelector: {}, ingress: " + ingress + "}"))
            .value()
            .orElseThrow();
    assertThat(policy.isolates(Direction.INGRESS)).isTrue();
    assertThat(policy.rules(Direction.INGRESS)).allMatch(PolicyDraftTest::matchesNothing);
  }

  @Test
  void theReadableRestOfARuleStaysInForce() {
    Policy policy =
        NetworkPolicyReader.read(
                network("{ingress: [{from: [7, {podSelector: {}}], ports: [x, {port: 80}]}, 7]}"))
            .value()
            .orElseThrow();
    assertThat(policy.ingress()).hasSize(2);
    assertThat(policy.ingress().getFirst().peers()).hasSize(1);
    assertThat(policy.ingress().getFirst().ports()).hasSize(1);
    assertThat(matchesNothing(policy.ingress().get(1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[7]", "[null]", "{}"})
  void policyTypesThatAreNoneIsolateBothWays(String types) {
    Policy policy =
        NetworkPolicyReader.read(network("{podSelector: {}, policyTypes: " + types + "}"))
            .value()
            .orElseThrow();
    assertThat(policy.isolates(Direction.INGRESS)).isTrue();
    assertThat(policy.isolates(Direction.EGRESS)).isTrue();
  }

  @Test
  void aPolicyWithoutSpecIsolatesEveryPodFromWhoeverComes() {
    String bare = "{kind: NetworkPolicy, metadata: {namespace: shop, name: p}}";
    NetworkPolicyFacts facts =
        ((ClusterEvent.NetworkPolicyChanged) Manifests.read(bare).getFirst()).policy();
    assertThat(facts.podSelector()).isEmpty();
    assertThat(facts.ingress()).isEmpty();
  }

  @Test
  void aSpecThatIsNoneLeavesTheLastReadableStateInForce() {
    assertThat(Manifests.read(NETWORK + "7}")).isEmpty();
    assertThat(Manifests.read(CLUSTER + "[]}")).isEmpty();
  }

  @Test
  void onlyTheAnnotationAsksForAudit() {
    String head = "{kind: NetworkPolicy, metadata: {namespace: shop, name: p, ";
    assertThat(audit(head + "annotations: {weir.io/policy-mode: audit}}}")).isTrue();
    assertThat(audit(head + "annotations: {weir.io/policy-mode: enforce}}}")).isFalse();
    assertThat(audit(head + "labels: {weir.io/policy-mode: audit}}}")).isFalse();
  }

  private static boolean audit(String policy) {
    return ((ClusterEvent.NetworkPolicyChanged) Manifests.read(policy).getFirst()).policy().audit();
  }

  /** Each is about a rule with the action given; what it is about cannot be read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "{action: ACTION}",
        "{action: ACTION, to: 7}",
        "{action: ACTION, to: [7]}",
        "{action: ACTION, to: [{}]}",
        "{action: ACTION, to: [{newKindOfPeer: {}}]}",
        "{action: ACTION, to: [{namespaces: 7}]}",
        "{action: ACTION, to: [{pods: 7}]}",
        "{action: ACTION, to: [{networks: 7}]}",
        "{action: ACTION, to: [{networks: [7]}]}",
        "{action: ACTION, to: [{nodes: [7]}]}",
        "{action: ACTION, to: [{domainNames: 7}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: 7}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [7]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{dccp: {}}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{tcp: 7}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{tcp: {}}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: x}}}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 1}}, destinationNamedPort: a}]}",
        "{action: ACTION, to: [{namespaces: {}}], protocols: [{destinationNamedPort: 7}]}",
      })
  void aClusterRuleThatCannotBeReadAcceptsNothingAndDeniesAtLeastWhatItSays(String rule) {
    for (String action : List.of("Accept", "Deny", "Pass")) {
      ClusterNetworkPolicyFacts facts =
          cluster("{" + HEAD + "egress: [" + rule.replace("ACTION", action) + "]}");
      assertThat(facts.generation()).isEqualTo(7);
      var reading = ClusterNetworkPolicyReader.read(facts);
      Rule read = reading.value().orElseThrow().egress().getFirst();
      if (read.action() == Action.ACCEPT) {
        assertThat(matchesNothing(read)).as(action).isTrue();
      } else {
        assertThat(read.action()).as(action).isEqualTo(Action.DENY);
        assertThat(matchesNothing(read)).as(action).isFalse();
      }
      assertThat(reading.faults()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tier: 7, priority: 1, subject: {namespaces: {}}",
        "tier: Admin, priority: x, subject: {namespaces: {}}",
        "tier: Admin, priority: 99999999999, subject: {namespaces: {}}",
        "tier: Admin, priority: 1, subject: 7",
        "tier: Admin, priority: 1, subject: {namespaces: 7}",
        "tier: Admin, priority: 1, subject: {pods: 7}",
        "tier: Admin, priority: 1",
      })
  void ofAPolicyWhosePlaceCannotBeReadOnlyDenyIsLeft(String head) {
    Policy policy =
        ClusterNetworkPolicyReader.read(
                cluster(
                    "{"
                        + head
                        + ", ingress: [{action: Accept, from: [{namespaces: {}}]},"
                        + " {action: Deny, from: [{namespaces: {}}]}]}"))
            .value()
            .orElseThrow();
    assertThat(policy.ingress()).extracting(Rule::action).containsExactly(Action.DENY);
  }
}
