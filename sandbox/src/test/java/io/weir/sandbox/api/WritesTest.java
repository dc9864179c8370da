package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritesTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEPLOYMENT =
      """
      {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},
       "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[
         {"name":"a","image":"a:1","ports":[{"containerPort":80}],"env":[{"name":"X","value":"1"}]},
         {"name":"b","image":"b:1"}]}}}}\
      """;
  private static final String POD =
      """
      {"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i:1"}]}}\
      """;

  private final TestApi api = new TestApi(ApiOptions.defaults());

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anObjectIsCreatedOnceAndOnlyInANamespaceThatIsThere() {
    assertThat(api.post(MAPS, TestApi.configMap("a", "v")).code()).isEqualTo(201);
    TestApi.Reply again = api.post(MAPS, TestApi.configMap("a", "v"));
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.text("reason")).isEqualTo("AlreadyExists");
    TestApi.Reply nowhere =
        api.post("/api/v1/namespaces/nowhere/configmaps", TestApi.configMap("a", "v"));
    assertThat(nowhere.code()).isEqualTo(404);
    assertThat(nowhere.text("message")).isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  void aStaleResourceVersionIsAConflict() {
    TestApi.Reply created = api.post(MAPS, TestApi.configMap("a", "v"));
    api.patch("merge", MAPS + "/a", "{\"data\":{\"k\":\"w\"}}");
    TestApi.Reply stale = api.put(MAPS + "/a", created.body().toString());
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.text("reason")).isEqualTo("Conflict");
    assertThat(stale.text("message")).contains("the object has been modified");
    assertThat(api.put(MAPS + "/a", TestApi.configMap("a", "z")).code()).isEqualTo(200);
  }

  @Test
  void aWriteThatChangesNothingKeepsTheRevision() {
    String before = api.post(MAPS, TestApi.configMap("a", "v")).text("metadata.resourceVersion");
    TestApi.Reply same = api.patch("merge", MAPS + "/a", "{\"data\":{\"k\":\"v\"}}");
    assertThat(same.text("metadata.resourceVersion")).isEqualTo(before);
  }

  @Test
  void aJsonPatchAddsRemovesReplacesMovesAndTests() {
    api.post(MAPS, TestApi.configMap("a", "v"));
    TestApi.Reply patched =
        api.patch(
            "json",
            MAPS + "/a",
            """
            [{"op":"test","path":"/data/k","value":"v"},
             {"op":"add","path":"/data/x~1y","value":"1"},
             {"op":"move","from":"/data/k","path":"/data/z"},
             {"op":"replace","path":"/data/z","value":"2"}]\
            """);
    assertThat(patched.body().path("data").toString()).isEqualTo("{\"x/y\":\"1\",\"z\":\"2\"}");
    TestApi.Reply failed =
        api.patch("json", MAPS + "/a", "[{\"op\":\"test\",\"path\":\"/data/z\",\"value\":\"9\"}]");
    assertThat(failed.code()).isEqualTo(400);
    assertThat(failed.text("message")).contains("/data/z");
  }

  @Test
  void aMergePatchDeletesWithNull() {
    api.post(MAPS, TestApi.configMap("a", "v"));
    TestApi.Reply patched = api.patch("merge", MAPS + "/a", "{\"data\":{\"k\":null,\"n\":\"1\"}}");
    assertThat(patched.body().path("data").toString()).isEqualTo("{\"n\":\"1\"}");
  }

  @Test
  void aStrategicPatchMergesListsByTheirKeys() {
    api.post(DEPLOYMENTS, DEPLOYMENT);
    TestApi.Reply patched =
        api.patch(
            "strategic-merge",
            DEPLOYMENTS + "/web",
            """
            {"spec":{"template":{"spec":{
              "$setElementOrder/containers":[{"name":"c"},{"name":"a"}],
              "containers":[{"name":"a","image":"a:2","env":[{"name":"Y","value":"2"}]},
                            {"name":"c","image":"c:1"},
                            {"name":"b","$patch":"delete"}]}}}}\
            """);
    assertThat(patched.code()).isEqualTo(200);
    var containers = Json.at(patched.body(), "spec.template.spec.containers");
    assertThat(containers.valueStream().map(c -> Json.text(c, "name"))).containsExactly("c", "a");
    assertThat(containers.get(1).path("image").asString()).isEqualTo("a:2");
    assertThat(containers.get(1).path("env")).hasSize(2);
    assertThat(containers.get(1).path("ports")).hasSize(1);
  }

  @Test
  void generationCountsChangesOfTheSpecOnly() {
    assertThat(api.post(DEPLOYMENTS, DEPLOYMENT).text("metadata.generation")).isEqualTo("1");
    String one = DEPLOYMENTS + "/web";
    TestApi.Reply labelled = api.patch("merge", one, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(labelled.text("metadata.generation")).isEqualTo("1");
    TestApi.Reply status =
        api.patch(
            "merge", one + "/status", "{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":7}}");
    assertThat(status.text("metadata.generation")).isEqualTo("1");
    assertThat(status.text("spec.replicas")).isEqualTo("1");
    assertThat(status.text("status.replicas")).isEqualTo("7");
    TestApi.Reply spec =
        api.patch("merge", one, "{\"spec\":{\"replicas\":3},\"status\":{\"replicas\":0}}");
    assertThat(spec.text("metadata.generation")).isEqualTo("2");
    assertThat(spec.text("status.replicas")).isEqualTo("7");
  }

  @Test
  void theScaleSubresourceReadsAndWritesReplicas() {
    api.post(DEPLOYMENTS, DEPLOYMENT);
    TestApi.Reply scaled =
        api.patch("merge", DEPLOYMENTS + "/web/scale", "{\"spec\":{\"replicas\":4}}");
    assertThat(scaled.text("kind")).isEqualTo("Scale");
    assertThat(scaled.text("spec.replicas")).isEqualTo("4");
    assertThat(api.get(DEPLOYMENTS + "/web").text("spec.replicas")).isEqualTo("4");
  }

  @Test
  void applyOwnsItsFieldsAndRefusesThoseOfOthers() {
    String a = MAPS + "/a?fieldManager=";
    String mine = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: '1', y: '1'}}";
    TestApi.Reply created = api.patch("apply", a + "me", mine);
    assertThat(created.code()).isEqualTo(201);
    assertThat(api.patch("apply", a + "me", mine).text("metadata.resourceVersion"))
        .isEqualTo(created.text("metadata.resourceVersion"));

    String theirs = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: '2'}}";
    TestApi.Reply refused = api.patch("apply", a + "you", theirs);
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.text("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .data.x");
    TestApi.Reply forced = api.patch("apply", a + "you&force=true", theirs);
    assertThat(forced.text("data.x")).isEqualTo("2");

    String less = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {}}";
    TestApi.Reply dropped = api.patch("apply", a + "me", less);
    assertThat(dropped.body().path("data").toString()).isEqualTo("{\"x\":\"2\"}");
  }

  @Test
  void applyMergesServicePortsByPortAndProtocol() {
    String path = "/api/v1/namespaces/default/services/s?fieldManager=me";
    String head = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [";
    api.patch("apply", path, head + "{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}}");
    TestApi.Reply next = api.patch("apply", path, head + "{name: b, port: 53, protocol: UDP}]}}");
    assertThat(Json.objects(next.body(), "spec.ports")).hasSize(1);
    assertThat(Json.objects(next.body(), "spec.ports").getFirst().path("protocol").asString())
        .isEqualTo("UDP");
  }

  @Test
  void aDryRunStoresAndAllocatesNothing() {
    String service = "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}";
    String path = "/api/v1/namespaces/default/services";
    assertThat(api.post(path + "?dryRun=All", service).text("spec.clusterIP")).isNotEmpty();
    assertThat(api.get(path + "/s").code()).isEqualTo(404);
  }

  @Test
  void aRunningPodStaysUntilItsRunnerLetsItGo() {
    api.post(PODS, POD);
    TestApi.Reply deleting = api.delete(PODS + "/p");
    assertThat(deleting.text("metadata.deletionGracePeriodSeconds")).isEqualTo("30");
    assertThat(api.get(PODS + "/p").text("metadata.deletionTimestamp")).isNotEmpty();
    api.store.delete(Resource.PODS, "default", "p", DeleteOptions.now());
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void aPodGoesAtOnceWhenForcedOrNeverScheduled() {
    api.post(PODS, POD);
    assertThat(api.delete(PODS + "/p?gracePeriodSeconds=0").text("status")).isEqualTo("Success");
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
    api.post(PODS, POD.replace("\"nodeName\":\"n1\",", ""));
    api.delete(PODS + "/p");
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void finalizersHoldAnObject() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"ex.io/wait\"]}}");
    api.delete(MAPS + "/a");
    assertThat(api.get(MAPS + "/a").text("metadata.deletionTimestamp")).isNotEmpty();
    api.patch("merge", MAPS + "/a", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(api.get(MAPS + "/a").code()).isEqualTo(404);
  }

  @Test
  void aNamespaceEndsWithItsLastObject() {
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"shop\"}}");
    api.post("/api/v1/namespaces/shop/configmaps", TestApi.configMap("a", "v"));
    api.post("/api/v1/namespaces/shop/pods", POD);
    api.delete("/api/v1/namespaces/shop");
    assertThat(api.get("/api/v1/namespaces/shop").text("status.phase")).isEqualTo("Terminating");
    assertThat(api.post("/api/v1/namespaces/shop/configmaps", TestApi.configMap("b", "v")).code())
        .isEqualTo(403);
    api.store.delete(Resource.PODS, "shop", "p", DeleteOptions.now());
    assertThat(api.get("/api/v1/namespaces/shop").code()).isEqualTo(404);
    assertThat(api.delete("/api/v1/namespaces/default").code()).isEqualTo(403);
  }

  @Test
  void whatAnObjectOwnsGoesWithItUnlessOrphaned() {
    for (String policy : new String[] {"Background", "Orphan"}) {
      String uid = api.post(MAPS, TestApi.configMap("owner", "v")).text("metadata.uid");
      String owned =
          """
          {"metadata":{"name":"owned","ownerReferences":[
            {"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"%s"}]}}\
          """;
      api.post(MAPS, owned.formatted(uid));
      api.delete(MAPS + "/owner?propagationPolicy=" + policy);
      int expected = policy.equals("Orphan") ? 200 : 404;
      assertThat(api.get(MAPS + "/owned").code()).as(policy).isEqualTo(expected);
    }
  }

  @Test
  void nonsenseIsABadRequestAndNeverAServerError() {
    assertThat(api.post(MAPS, "{").code()).isEqualTo(400);
    assertThat(api.post(MAPS, "[]").code()).isEqualTo(400);
    assertThat(api.post(MAPS, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}").code())
        .isEqualTo(400);
    assertThat(api.post(MAPS, TestApi.configMap("Not_A_Name", "v")).code()).isEqualTo(422);
    assertThat(api.post(MAPS, "{\"metadata\":{\"namespace\":\"other\",\"name\":\"a\"}}").code())
        .isEqualTo(400);
    assertThat(api.get(MAPS + "?limit=x").code()).isEqualTo(400);
    assertThat(api.patch("strange", MAPS + "/a", "{}").code()).isEqualTo(404);
  }
}
