package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ClusterNetworkPolicies, by the definition that Weir ships. */
class ClusterPolicyAdmissionTest {
  private static final String POLICIES =
      "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies";
  private static final String RULE = "{action: Deny, from: [{namespaces: {}}]}";
  private final TestApi api = new TestApi(ApiOptions.defaults());

  @AfterEach
  void close() {
    api.close();
  }

  private TestApi.Reply create(String metadata, String spec) {
    return api.patch(
        "apply",
        POLICIES + "/p?fieldManager=t",
        "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy,"
            + " metadata: {name: p%s}, spec: {%s}}".formatted(metadata, spec));
  }

  private TestApi.Reply create(String more) {
    return create("", "tier: Admin, priority: 10, subject: {namespaces: {}}, " + more);
  }

  @Test
  void everyPartOfAPolicyMayBeThere() {
    TestApi.Reply full =
        create(
            """
            ingress: [{name: first, action: Accept,
              from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}}],
              protocols: [{tcp: {destinationPort: {range: {start: 1, end: 65535}}}},
                {sctp: {destinationPort: {number: 9003}}}, {destinationNamedPort: web}]}],
            egress: [{action: Pass, to: [{nodes: {matchExpressions: [{key: a, operator: Exists}]}},
              {networks: [10.0.0.0/8, "fd00::/8"]}, {domainNames: ["*.example.org"]}]}]\
            """);
    assertThat(full.code()).as(full.body().toString()).isEqualTo(201);
    assertThat(full.text("metadata.generation")).isEqualTo("1");
    TestApi.Reply most = create("ingress: " + Collections.nCopies(25, RULE));
    assertThat(most.code()).isEqualTo(200);
    assertThat(most.text("metadata.generation")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tier: Admin, priority: 0, subject: {}                                     | spec.subject
          tier: Admin, priority: 0, subject: {namespaces: {}, pods: {namespaceSelector: {}, podSelector: {}}} | spec.subject
          tier: Admin, priority: 0, subject: {pods: {podSelector: {}}}              | spec.subject.pods.namespaceSelector
          tier: Network, priority: 0, subject: {namespaces: {}}                     | spec.tier
          tier: Admin, priority: 1001, subject: {namespaces: {}}                    | spec.priority
          tier: Admin, priority: -1, subject: {namespaces: {}}                      | spec.priority
          tier: Admin, priority: high, subject: {namespaces: {}}                    | spec.priority
          tier: Admin, subject: {namespaces: {}}                                    | spec.priority
          priority: 0, subject: {namespaces: {}}                                    | spec.tier
          """)
  void aWrongHeadIsRefused(String spec, String field) {
    refused(create("", spec), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ingress: [{action: Allow, from: [{namespaces: {}}]}]                      | spec.ingress[0].action
          ingress: [{from: [{namespaces: {}}]}]                                     | spec.ingress[0].action
          ingress: [{action: Deny, from: []}]                                       | spec.ingress[0].from
          ingress: [{action: Deny}]                                                 | spec.ingress[0].from
          ingress: [{action: Deny, from: [{}]}]                                     | spec.ingress[0].from[0]
          ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]               | spec.ingress[0].from[0]
          egress: [{action: Deny, to: [{networks: [10.0.0.0]}]}]                    | spec.egress[0].to[0].networks[0]
          egress: [{action: Deny, to: [{networks: [10.0.0.0/8, 10.0.0.0/8]}]}]      | spec.egress[0].to[0].networks[1]
          egress: [{action: Deny, to: [{domainNames: ['a b']}]}]                    | spec.egress[0].to[0].domainNames[0]
          egress: [{action: Deny, to: [{nodes: {}}], protocols: [{tcp: {}}]}]       | spec.egress[0].protocols[0].tcp
          egress: [{action: Deny, to: [{nodes: {}}], protocols: []}]                | spec.egress[0].protocols
          egress: [{action: Deny, to: [{nodes: {}}], protocols: [{udp: {destinationPort: {number: 0}}}]}] | spec.egress[0].protocols[0].udp.destinationPort.number
          egress: [{action: Deny, to: [{nodes: {}}], protocols: [{udp: {destinationPort: {range: {start: 5, end: 5}}}}]}] | spec.egress[0].protocols[0].udp.destinationPort.range
          """)
  void aWrongRuleIsRefused(String rules, String field) {
    refused(create(rules), field);
  }

  private static void refused(TestApi.Reply reply, String field) {
    assertThat(reply.code()).as(reply.body().toString()).isEqualTo(422);
    assertThat(reply.body().toString()).contains("\"field\":\"" + field + "\"");
  }

  @Test
  void aTwentySixthRuleOrPeerIsTooMany() {
    refused(create("ingress: " + Collections.nCopies(26, RULE)), "spec.ingress");
    String peers = Collections.nCopies(26, "{namespaces: {}}").toString();
    refused(create("ingress: [{action: Deny, from: " + peers + "}]"), "spec.ingress[0].from");
  }

  @Test
  void theStatusHasAPathOfItsOwn() {
    create("ingress: [" + RULE + "]");
    String status =
        """
        {"status":{"conditions":[{"type":"Accepted","status":"False","reason":"InvalidCIDR",
         "message":"m","lastTransitionTime":"2026-11-24T03:00:00Z"}]},"spec":{"priority":7}}\
        """;
    TestApi.Reply written = api.patch("merge", POLICIES + "/p/status", status);
    assertThat(written.code()).as(written.body().toString()).isEqualTo(200);
    assertThat(written.text("spec.priority")).isEqualTo("10");
    assertThat(written.text("metadata.generation")).isEqualTo("1");
    assertThat(api.patch("merge", POLICIES + "/p", status).text("spec.priority")).isEqualTo("7");
  }

  @Test
  void aFieldOfANewerDefinitionIsPrunedUnlessTheObjectIsTakenAsItIs() {
    refused(create("ingress: [{action: Deny, from: [{moons: {}}]}]"), "spec.ingress[0].from[0]");
    TestApi.Reply newer =
        create(
            ", annotations: {weir.io/sandbox-unchecked: 'true'}",
            "tier: Admin, priority: 1, subject: {namespaces: {}},"
                + " ingress: [{action: Deny, from: [{moons: {}}]}]");
    assertThat(newer.code()).isEqualTo(201);
    assertThat(Json.at(newer.body(), "spec.ingress").toString()).contains("moons");
  }
}
