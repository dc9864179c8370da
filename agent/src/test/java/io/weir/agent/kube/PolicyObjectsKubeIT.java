package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NetworkPolicyFacts.IpBlock;
import io.weir.policy.model.NetworkPolicyFacts.Peer;
import io.weir.policy.model.NetworkPolicyFacts.Port;
import io.weir.policy.model.NetworkPolicyFacts.Rule;
import io.weir.policy.model.SelectorFacts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies as the real API server takes them, defaults them, and refuses them. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class PolicyObjectsKubeIT {
  private static final SelectorFacts EVERYTHING = new SelectorFacts(Map.of(), List.of());
  private static final SelectorFacts DB = new SelectorFacts(Map.of("app", "db"), List.of());
  private static final String HEAD = "tier: Admin, priority: 10, subject: {namespaces: {}}";

  private Api api;
  private Space space;
  private Watching watching;
  private Mirror seen;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    Policies.define(api);
    watching = Watching.with(plane.kubeconfig());
    seen = watching.seen;
    seen.awaitSynced();
  }

  @AfterEach
  void end() {
    watching.close();
    api.close();
  }

  private NetworkPolicyFacts networkPolicy(String spec) throws IOException {
    Policies.networkPolicy(api, space, "one", spec);
    // Deleted and made again, so that what is seen is this one.
    seen.await("the policy", s -> s.networkPolicy(space.name("one")).isPresent());
    NetworkPolicyFacts facts = seen.networkPolicy(space.name("one")).orElseThrow();
    api.delete(
        "/apis/networking.k8s.io/v1/namespaces/" + space.namespace() + "/networkpolicies/one");
    seen.await("its end", s -> s.networkPolicy(space.name("one")).isEmpty());
    return facts;
  }

  @Test
  void policyTypesAreDefaultedByWhatTheRulesSay() throws IOException {
    NetworkPolicyFacts bare = networkPolicy("{podSelector: {}}");
    assertThat(bare.podSelector()).contains(EVERYTHING);
    assertThat(bare.policyTypes()).containsExactly("Ingress");
    assertThat(bare.ingress()).isEmpty();
    assertThat(networkPolicy("{podSelector: {}, egress: [{}]}").policyTypes())
        .containsExactly("Ingress", "Egress");
    assertThat(networkPolicy("{podSelector: {}, policyTypes: [], egress: []}").policyTypes())
        .containsExactly("Ingress");
    NetworkPolicyFacts egressOnly =
        networkPolicy("{podSelector: {}, policyTypes: [Egress], ingress: [{}]}");
    assertThat(egressOnly.policyTypes()).containsExactly("Egress");
    assertThat(egressOnly.ingress()).containsExactly(new Rule(List.of(), List.of()));
  }

  @Test
  void emptyAndMissingPeersAndPortsMeanTheSame() throws IOException {
    assertThat(networkPolicy("{podSelector: {}, ingress: []}"))
        .usingRecursiveComparison()
        .ignoringFields("uid")
        .isEqualTo(networkPolicy("{podSelector: {}, ingress: null, policyTypes: [Ingress]}"));
    assertThat(
            networkPolicy("{podSelector: null, ingress: [{}, {from: []}, {from: null, ports: []}]}")
                .ingress())
        .hasSize(3)
        .containsOnly(new Rule(List.of(), List.of()));
  }

  @Test
  void peersKeepWhatIsSetAndWhatIsNot() throws IOException {
    NetworkPolicyFacts facts =
        networkPolicy(
            """
            {podSelector: {matchExpressions: [{key: a, operator: NotIn, values: [x, z]},
               {key: b, operator: DoesNotExist}]},
             ingress: [{from: [
               {podSelector: {}}, {namespaceSelector: {}},
               {podSelector: null, namespaceSelector: {matchLabels: {app: db}}},
               {podSelector: {matchLabels: {app: db}}, namespaceSelector: {}},
               {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4/32]}},
               {ipBlock: {cidr: "fd00::/8"}}]}]}\
            """);
    assertThat(facts.podSelector().orElseThrow().matchExpressions())
        .containsExactly(
            new SelectorFacts.Requirement("a", "NotIn", List.of("x", "z")),
            new SelectorFacts.Requirement("b", "DoesNotExist", List.of()));
    assertThat(facts.ingress().getFirst().peers())
        .containsExactly(
            pods(EVERYTHING),
            namespaces(EVERYTHING),
            namespaces(DB),
            new Peer(Optional.of(DB), Optional.of(EVERYTHING), Optional.empty()),
            block("10.0.0.0/8", "10.1.0.0/16", "10.2.3.4/32"),
            block("fd00::/8"));
  }

  @Test
  void portsKeepNumbersNamesRangesAndProtocols() throws IOException {
    NetworkPolicyFacts facts =
        networkPolicy(
            """
            {podSelector: {}, egress: [{ports: [
               {port: 80}, {port: web}, {protocol: UDP}, {},
               {protocol: SCTP, port: 7}, {port: 32000, endPort: 32768}]}]}\
            """);
    assertThat(facts.egress().getFirst().ports())
        .containsExactly(
            new Port("TCP", "80", true, Optional.empty()),
            new Port("TCP", "web", false, Optional.empty()),
            new Port("UDP", "", false, Optional.empty()),
            new Port("TCP", "", false, Optional.empty()),
            new Port("SCTP", "7", true, Optional.empty()),
            new Port("TCP", "32000", true, Optional.of(32768)));
  }

  @Test
  void aPolicyOfThousandsOfRulesIsReadWhole() throws IOException {
    String rules =
        IntStream.range(0, 5000)
            .mapToObj(i -> "{ports: [{port: " + (i + 1) + "}]}")
            .collect(Collectors.joining(","));
    assertThat(networkPolicy("{podSelector: {}, ingress: [" + rules + "]}").ingress())
        .hasSize(5000);
    assertThat(watching.status(Kind.NETWORK_POLICY).skipped()).isZero();
  }

  @Test
  void aClusterPolicyIsReadWithAllItsFields() throws IOException {
    String name = space.namespace();
    Policies.clusterPolicy(
        api,
        name,
        """
        {tier: Baseline, priority: 1000,
         subject: {pods: {namespaceSelector: {matchLabels: {app: db}}, podSelector: {}}},
         ingress: [{name: first, action: Deny, from: [{namespaces: {}}]},
           {action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {}}}],
            protocols: [{tcp: {destinationPort: {number: 80}}}, {destinationNamedPort: web},
             {udp: {destinationPort: {range: {start: 1, end: 65535}}}}]}],
         egress: [{action: Accept, to: [{networks: [10.0.0.0/8, "fd00::/8"]},
            {nodes: {matchLabels: {app: db}}}, {domainNames: ["*.example.org"]}]}]}\
        """);
    seen.await("the policy", s -> s.clusterPolicy(name).isPresent());
    ClusterNetworkPolicyFacts facts = seen.clusterPolicy(name).orElseThrow();
    assertThat(facts.tier()).isEqualTo("Baseline");
    assertThat(facts.priority()).contains(1000);
    assertThat(facts.generation()).isEqualTo(1);
    assertThat(facts.subject().pods().orElseThrow().namespaceSelector()).contains(DB);
    assertThat(facts.ingress())
        .extracting(ClusterNetworkPolicyFacts.Rule::name)
        .containsExactly("first", "");
    assertThat(facts.ingress().get(1).protocols())
        .containsExactly(
            clusterPort("TCP", 80, 0, 0, ""),
            clusterPort("", 0, 0, 0, "web"),
            clusterPort("UDP", 0, 1, 65535, ""));
    List<ClusterNetworkPolicyFacts.Peer> to = facts.egress().getFirst().peers();
    assertThat(to.get(0).networks()).containsExactly("10.0.0.0/8", "fd00::/8");
    assertThat(to.get(1).nodes()).contains(DB);
    assertThat(to.get(2).domainNames()).containsExactly("*.example.org");
    api.merge(
        Policies.path(name),
        "{\"metadata\":{\"annotations\":{\"weir.io/policy-mode\":\"audit\"}}}");
    seen.await("its mode", s -> s.clusterPolicy(name).orElseThrow().audit());
    api.delete(Policies.path(name));
    seen.await("its end", s -> s.clusterPolicy(name).isEmpty());
  }

  /** What the definition refuses, in the words that the user is told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {tier: Middle, priority: 1, subject: {namespaces: {}}} | tier
          {tier: Admin, subject: {namespaces: {}}} | priority
          {tier: Admin, priority: 1001, subject: {namespaces: {}}} | priority
          {tier: Admin, priority: -1, subject: {namespaces: {}}} | priority
          {tier: Admin, priority: 1} | subject
          {tier: Admin, priority: 1, subject: {}} | subject
          {tier: Admin, priority: 1, subject: {namespaces: {}, pods: {namespaceSelector: {}, podSelector: {}}}} | subject
          {tier: Admin, priority: 1, subject: {pods: {podSelector: {}}}} | namespaceSelector
          {HEAD, ingress: [{action: Allow, from: [{namespaces: {}}]}]} | action
          {HEAD, ingress: [{from: [{namespaces: {}}]}]} | action
          {HEAD, ingress: [{action: Deny}]} | from
          {HEAD, ingress: [{action: Deny, from: []}]} | from
          {HEAD, ingress: [{action: Deny, from: [{}]}]} | from
          {HEAD, ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]} | from
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}, nodes: {}}]}]} | to
          {HEAD, egress: [{action: Deny, to: [{networks: [10.0.0.0]}]}]} | networks
          {HEAD, egress: [{action: Deny, to: [{networks: [10.0.0.0/33]}]}]} | networks
          {HEAD, egress: [{action: Deny, to: [{networks: [10.0.0.0/8, 10.0.0.0/8]}]}]} | networks
          {HEAD, egress: [{action: Accept, to: [{domainNames: ["a.*"]}]}]} | domainNames
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}}], protocols: []}]} | protocols
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {}}]}]} | tcp
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 0}}}]}]} | number
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 5, end: 5}}}}]}]} | start must be less than end
          {HEAD, egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{destinationNamedPort: a, udp: {destinationPort: {number: 1}}}]}]} | protocols
          """)
  void theDefinitionRefuses(String spec, String told) {
    assertThatThrownBy(
            () -> Policies.clusterPolicy(api, space.namespace(), spec.replace("HEAD", HEAD)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(told);
  }

  private static Peer pods(SelectorFacts selector) {
    return new Peer(Optional.of(selector), Optional.empty(), Optional.empty());
  }

  private static Peer namespaces(SelectorFacts selector) {
    return new Peer(Optional.empty(), Optional.of(selector), Optional.empty());
  }

  private static Peer block(String cidr, String... except) {
    return new Peer(
        Optional.empty(), Optional.empty(), Optional.of(new IpBlock(cidr, List.of(except))));
  }

  private static ClusterNetworkPolicyFacts.Port clusterPort(
      String protocol, int number, int start, int end, String name) {
    return new ClusterNetworkPolicyFacts.Port(
        protocol,
        Optional.of(number).filter(n -> n > 0),
        Optional.of(start).filter(n -> n > 0),
        Optional.of(end).filter(n -> n > 0),
        Optional.of(name).filter(n -> !n.isEmpty()));
  }
}
