package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.PolicyCondition;
import io.weir.policy.model.PolicyName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who writes conditions of ClusterNetworkPolicies, and when. */
class PolicyStatusWriterTest {
  private static final PolicyName POLICY = PolicyName.clusterNetworkPolicy("no-metadata");
  private static final PolicyCondition ACCEPTED =
      new PolicyCondition("Accepted", true, "Accepted", "every field is understood");
  private static final StatusTiming FAST =
      new StatusTiming(
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofMinutes(10),
          Duration.ofMillis(1),
          Duration.ofMillis(5));

  private static void none(FakeApi.Reply reply) throws IOException {
    reply.status(404).raw("{}");
  }

  private static void done(FakeApi.Reply reply) throws IOException {
    reply.status(200).raw("{}");
  }

  private static FakeApi.Step lease(String holder, int version) {
    return reply ->
        reply
            .status(200)
            .raw(
                """
                {"metadata":{"name":"weir-status","resourceVersion":"%d"},
                 "spec":{"holderIdentity":"%s","leaseTransitions":4,
                  "acquireTime":"2026-01-01T00:00:00.000000Z"}}\
                """
                    .formatted(version, holder));
  }

  private static FakeApi.Step policy(String uid, String conditions) {
    return reply ->
        reply
            .status(200)
            .raw(
                "{\"metadata\":{\"name\":\"no-metadata\",\"uid\":\""
                    + uid
                    + "\"},\"spec\":{},\"status\":{\"conditions\":["
                    + conditions
                    + "]}}");
  }

  private static String standing(String status, int generation) {
    return """
    {"type":"Accepted","status":"%s","observedGeneration":%d,"reason":"Accepted",
     "message":"every field is understood","lastTransitionTime":"2026-01-02T03:04:05Z"}\
    """
        .formatted(status, generation);
  }

  /** A writer that has been told of one policy, and the requests it makes. */
  private static final class Writing implements AutoCloseable {
    private final FakeApi fake;
    private final ApiServer api;
    private final PolicyStatusWriter writer;

    Writing(FakeApi.Step... script) throws IOException {
      fake = new FakeApi(script);
      api = fake.connect();
      writer = PolicyStatusWriter.start(api, "node-a", "kube-system", FAST);
      writer.report(POLICY, "u1", 2, List.of(ACCEPTED));
    }

    FakeApi.Request expect(String method, String path) throws InterruptedException {
      FakeApi.Request request = fake.request();
      assertThat(request.method()).isEqualTo(method);
      assertThat(request.target()).startsWith("/apis/" + path);
      return request;
    }

    FakeApi.Request lease(String method) throws InterruptedException {
      return expect(method, "coordination.k8s.io/v1/namespaces/kube-system/leases");
    }

    FakeApi.Request policy(String method) throws InterruptedException {
      return expect(method, "policy.networking.k8s.io/v1alpha2/clusternetworkpolicies/no-metadata");
    }

    @Override
    public void close() throws IOException {
      writer.close();
      api.close();
      fake.close();
    }
  }

  @Test
  void theOneWhoMakesTheLeaseWritesTheConditions() throws Exception {
    try (Writing writing =
        new Writing(
            PolicyStatusWriterTest::none,
            PolicyStatusWriterTest::done,
            policy("u1", ""),
            PolicyStatusWriterTest::done)) {
      writing.lease("GET");
      assertThat(writing.lease("POST").body())
          .contains("\"holderIdentity\":\"node-a\"", "\"leaseTransitions\":1");
      writing.policy("GET");
      FakeApi.Request write = writing.policy("PATCH");
      assertThat(write.target()).endsWith("/status?fieldManager=weir-status&force=true");
      assertThat(write.body())
          .contains(
              "\"uid\":\"u1\"",
              "{\"type\":\"Accepted\",\"status\":\"True\",\"observedGeneration\":2,",
              "\"reason\":\"Accepted\",\"message\":\"every field is understood\"")
          .doesNotContain("spec");
    }
  }

  @Test
  void whatStandsThereIsNotWrittenAgainNorARepeatedReportReadAgain() throws Exception {
    try (Writing writing =
        new Writing(
            PolicyStatusWriterTest::none,
            PolicyStatusWriterTest::done,
            policy("u1", standing("True", 2)),
            policy("u1", standing("True", 2)),
            PolicyStatusWriterTest::done)) {
      writing.lease("GET");
      writing.lease("POST");
      writing.policy("GET");
      writing.writer.report(POLICY, "u1", 2, List.of(ACCEPTED));
      writing.writer.report(POLICY, "u1", 3, List.of(ACCEPTED));
      writing.policy("GET");
      assertThat(writing.policy("PATCH").body())
          .contains("\"observedGeneration\":3")
          .as("it was accepted since then")
          .contains("\"lastTransitionTime\":\"2026-01-02T03:04:05Z\"");
    }
  }

  @Test
  void aStatusThatTurnsIsSoSinceNow() throws Exception {
    try (Writing writing =
        new Writing(
            PolicyStatusWriterTest::none,
            PolicyStatusWriterTest::done,
            policy("u1", standing("False", 2)),
            PolicyStatusWriterTest::done)) {
      writing.lease("GET");
      writing.lease("POST");
      writing.policy("GET");
      assertThat(writing.policy("PATCH").body()).doesNotContain("2026-01-02T03:04:05Z");
    }
  }

  @Test
  void aLeaseOfAnotherIsTakenOnlyOnceItIsNoLongerRenewed() throws Exception {
    try (Writing writing =
        new Writing(
            lease("node-b", 5),
            lease("node-b", 6),
            lease("node-b", 7),
            lease("node-b", 7),
            PolicyStatusWriterTest::done,
            policy("u1", ""),
            PolicyStatusWriterTest::done)) {
      for (int look = 0; look < 4; look++) {
        writing.lease("GET");
      }
      assertThat(writing.lease("PUT").body())
          .contains("\"resourceVersion\":\"7\"", "\"leaseTransitions\":5")
          .doesNotContain("2026-01-01T00:00:00.000000Z");
      writing.policy("GET");
      writing.policy("PATCH");
    }
  }

  @Test
  void ourOwnLeaseIsTakenUpAgainAtOnceAfterARestart() throws Exception {
    try (Writing writing =
        new Writing(lease("node-a", 5), PolicyStatusWriterTest::done, policy("u1", ""))) {
      writing.lease("GET");
      assertThat(writing.lease("PUT").body())
          .contains("\"leaseTransitions\":4", "2026-01-01T00:00:00.000000Z");
      writing.policy("GET");
    }
  }

  @Test
  void whoIsSlowerAtTheLeaseWritesNothing() throws Exception {
    try (Writing writing =
        new Writing(
            PolicyStatusWriterTest::none,
            reply -> reply.status(409).raw("{}"),
            lease("node-b", 1))) {
      writing.lease("GET");
      writing.lease("POST");
      writing.lease("GET");
    }
  }

  @Test
  void aPolicyMadeAnewUnderTheNameIsLeftAlone() throws Exception {
    try (Writing writing =
        new Writing(
            PolicyStatusWriterTest::none,
            PolicyStatusWriterTest::done,
            policy("u2", ""),
            policy("u2", ""),
            PolicyStatusWriterTest::done)) {
      writing.lease("GET");
      writing.lease("POST");
      writing.policy("GET");
      writing.writer.report(POLICY, "u2", 1, List.of(ACCEPTED));
      writing.policy("GET");
      assertThat(writing.policy("PATCH").body()).contains("\"uid\":\"u2\"");
    }
  }

  @Test
  void troubleIsTriedAgainAndARefusalIsCounted() throws Exception {
    try (Writing writing =
        new Writing(
            reply -> reply.status(503).raw("{}"),
            PolicyStatusWriterTest::none,
            PolicyStatusWriterTest::done,
            reply -> reply.status(500).raw("{}"),
            policy("u1", ""),
            reply -> reply.status(403).raw("{}"),
            policy("u1", ""))) {
      writing.lease("GET");
      writing.lease("GET");
      writing.lease("POST");
      writing.policy("GET");
      writing.policy("GET");
      writing.policy("PATCH");
      writing.writer.report(POLICY, "u1", 3, List.of(ACCEPTED));
      writing.policy("GET");
      assertThat(writing.writer.lost()).isEqualTo(1);
    }
  }
}
