package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPolicyAdmissionTest {
  private static final String POLICIES =
      "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
  private final TestApi api = new TestApi(ApiOptions.defaults());

  @AfterEach
  void close() {
    api.close();
  }

  private TestApi.Reply create(String metadata, String spec) {
    return api.patch(
        "apply",
        POLICIES + "/p?fieldManager=t",
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p%s}, spec: %s}"
            .formatted(metadata, spec));
  }

  private static List<String> types(TestApi.Reply reply) {
    return Json.at(reply.body(), "spec.policyTypes")
        .valueStream()
        .map(v -> v.asString(""))
        .toList();
  }

  @Test
  void whatIsLeftOutIsFilledIn() {
    TestApi.Reply bare = create("", "{}");
    assertThat(bare.code()).isEqualTo(201);
    assertThat(types(bare)).containsExactly("Ingress");
    assertThat(Json.at(bare.body(), "spec.podSelector").isObject()).isTrue();

    api.delete(POLICIES + "/p");
    TestApi.Reply egress = create("", "{policyTypes: [], egress: [{ports: [{port: 53}]}]}");
    assertThat(types(egress)).containsExactly("Ingress", "Egress");
    assertThat(Json.at(egress.body(), "spec.egress").get(0).path("ports").get(0).path("protocol"))
        .hasToString("\"TCP\"");
  }

  @Test
  void everyPartOfAPolicyMayBeThere() {
    TestApi.Reply full =
        create(
            "",
            """
            {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress],
             ingress: [{}, {from: [{podSelector: {}}, {namespaceSelector: {matchExpressions: [
               {key: team, operator: In, values: [a, b]}, {key: old, operator: DoesNotExist}]}},
               {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4/32]}}],
               ports: [{port: 80, endPort: 90, protocol: SCTP}, {port: web}, {protocol: UDP}]}],
             egress: [{to: [{ipBlock: {cidr: "2001:db8::/64", except: ["2001:db8::1/128"]}}]}]}\
            """);
    assertThat(full.code()).as(full.body().toString()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {policyTypes: [Inress]}                                              | spec.policyTypes[0]
          {podSelector: {matchLabels: {'-a': b}}}                              | spec.podSelector.matchLabels
          {podSelector: {matchExpressions: [{key: a, operator: In}]}}          | spec.podSelector.matchExpressions[0].values
          {podSelector: {matchExpressions: [{key: a, operator: Like}]}}        | spec.podSelector.matchExpressions[0].operator
          {podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}} | spec.podSelector.matchExpressions[0].values
          {ingress: [{from: [{}]}]}                                            | spec.ingress[0].from[0]
          {ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]} | spec.ingress[0].from[0]
          {ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]}                   | spec.ingress[0].from[0].ipBlock.cidr
          {ingress: [{from: [{ipBlock: {}}]}]}                                 | spec.ingress[0].from[0].ipBlock.cidr
          {ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}                 | spec.ingress[0].from[0].ipBlock.cidr
          {ingress: [{from: [{ipBlock: {cidr: 010.0.0.0/8}}]}]}                | spec.ingress[0].from[0].ipBlock.cidr
          {ingress: [{from: [{ipBlock: {cidr: '::ffff:10.0.0.0/8'}}]}]}        | spec.ingress[0].from[0].ipBlock.cidr
          {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]} | spec.egress[0].to[0].ipBlock.except[0]
          {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]} | spec.egress[0].to[0].ipBlock.except[0]
          {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: ['fd00::/16']}}]}]} | spec.egress[0].to[0].ipBlock.except[0]
          {egress: [{ports: [{protocol: ICMP}]}]}                              | spec.egress[0].ports[0].protocol
          {egress: [{ports: [{port: 0}]}]}                                     | spec.egress[0].ports[0].port
          {egress: [{ports: [{port: Web}]}]}                                   | spec.egress[0].ports[0].port
          {egress: [{ports: [{port: 80, endPort: 79}]}]}                       | spec.egress[0].ports[0].endPort
          {egress: [{ports: [{port: 80, endPort: 65536}]}]}                    | spec.egress[0].ports[0].endPort
          {egress: [{ports: [{port: web, endPort: 90}]}]}                      | spec.egress[0].ports[0].endPort
          {egress: [{ports: [{endPort: 90}]}]}                                 | spec.egress[0].ports[0].endPort
          """)
  void aWrongFieldIsNamed(String spec, String field) {
    TestApi.Reply reply = create("", spec);
    assertThat(reply.code()).as(reply.body().toString()).isEqualTo(422);
    assertThat(reply.body().toString()).contains("\"field\":\"" + field + "\"");
  }

  @Test
  void anObjectOfAnOlderServerIsTakenAsItIs() {
    TestApi.Reply old =
        create(
            ", annotations: {weir.io/sandbox-unchecked: 'true'}",
            "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}, {}]}]}");
    assertThat(old.code()).isEqualTo(201);
    assertThat(types(old)).containsExactly("Ingress");
  }

  @Test
  void aSelectorMayBecomeNarrowAndWideAgain() {
    create("", "{podSelector: {}}");
    TestApi.Reply narrow = create("", "{podSelector: {matchLabels: {app: db}}}");
    assertThat(narrow.text("spec.podSelector.matchLabels.app")).isEqualTo("db");
    TestApi.Reply wide = create("", "{podSelector: {}}");
    assertThat(Json.at(wide.body(), "spec.podSelector.matchLabels").isEmpty()).isTrue();
  }
}
