package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceAdmissionTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private TestApi api =
      new TestApi(ApiOptions.defaults().withApiEndpoint(new InetSocketAddress("192.0.2.1", 6443)));

  @AfterEach
  void close() {
    api.close();
  }

  private TestApi.Reply create(String name, String spec) {
    return api.post(SERVICES, "{\"metadata\":{\"name\":\"%s\"},\"spec\":%s}".formatted(name, spec));
  }

  private static List<String> texts(TestApi.Reply reply, String path) {
    return Json.at(reply.body(), path).valueStream().map(v -> v.asString("")).toList();
  }

  @Test
  void theKubernetesServiceHasTheFirstAddressAndLeadsToTheServer() {
    TestApi.Reply service = api.get(SERVICES + "/kubernetes");
    assertThat(service.text("spec.clusterIP")).isEqualTo("10.96.0.1");
    TestApi.Reply slice =
        api.get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes");
    assertThat(slice.body().path("endpoints").get(0).path("addresses").get(0).asString())
        .isEqualTo("192.0.2.1");
  }

  @Test
  void aServiceGetsTheDefaultsOfTheRealApi() {
    TestApi.Reply service = create("a", "{\"ports\":[{\"port\":80}]}");
    assertThat(service.text("spec.type")).isEqualTo("ClusterIP");
    assertThat(service.text("spec.clusterIP")).isEqualTo("10.96.0.2");
    assertThat(texts(service, "spec.clusterIPs")).containsExactly("10.96.0.2");
    assertThat(texts(service, "spec.ipFamilies")).containsExactly("IPv4");
    assertThat(service.text("spec.ipFamilyPolicy")).isEqualTo("SingleStack");
    assertThat(service.text("spec.sessionAffinity")).isEqualTo("None");
    assertThat(service.text("spec.internalTrafficPolicy")).isEqualTo("Cluster");
    assertThat(service.body().path("spec").has("externalTrafficPolicy")).isFalse();
    assertThat(Json.at(service.body(), "spec.ports").get(0).toString())
        .isEqualTo("{\"port\":80,\"protocol\":\"TCP\",\"targetPort\":80}");
  }

  @Test
  void aDualStackServiceGetsOneAddressOfEachFamily() {
    TestApi.Reply service =
        create("a", "{\"ipFamilyPolicy\":\"PreferDualStack\",\"ports\":[{\"port\":80}]}");
    assertThat(texts(service, "spec.clusterIPs")).containsExactly("10.96.0.2", "fd00:10:96::2");
    TestApi.Reply six =
        create(
            "b",
            "{\"ipFamilies\":[\"IPv6\"],\"ipFamilyPolicy\":\"RequireDualStack\","
                + "\"ports\":[{\"port\":80}]}");
    assertThat(texts(six, "spec.ipFamilies")).containsExactly("IPv6", "IPv4");
    TestApi.Reply single =
        api.patch("merge", SERVICES + "/a", "{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}");
    assertThat(texts(single, "spec.clusterIPs")).containsExactly("10.96.0.2");
  }

  @Test
  void headlessAndExternalNameServicesGetNoAddress() {
    TestApi.Reply headless = create("a", "{\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"}}");
    assertThat(texts(headless, "spec.clusterIPs")).containsExactly("None");
    TestApi.Reply external =
        create("b", "{\"type\":\"ExternalName\",\"externalName\":\"example.org\"}");
    assertThat(external.body().path("spec").has("clusterIP")).isFalse();
  }

  @Test
  void aClusterIpIsUniqueInRangeAndStays() {
    assertThat(create("a", "{\"clusterIP\":\"10.96.9.9\",\"ports\":[{\"port\":80}]}").code())
        .isEqualTo(201);
    assertThat(
            create("b", "{\"clusterIP\":\"10.96.9.9\",\"ports\":[{\"port\":80}]}").text("message"))
        .contains("provided IP is already allocated");
    assertThat(
            create("b", "{\"clusterIP\":\"192.0.2.9\",\"ports\":[{\"port\":80}]}").text("message"))
        .contains("not in the valid range");
    TestApi.Reply moved =
        api.patch(
            "merge",
            SERVICES + "/a",
            "{\"spec\":{\"clusterIP\":\"10.96.9.8\",\"clusterIPs\":[\"10.96.9.8\"]}}");
    assertThat(moved.code()).isEqualTo(422);
    assertThat(moved.text("message")).contains("may not change once set");
    api.delete(SERVICES + "/a");
    assertThat(create("b", "{\"clusterIP\":\"10.96.9.9\",\"ports\":[{\"port\":80}]}").code())
        .isEqualTo(201);
  }

  @Test
  void aReplacementWithoutAddressesKeepsThem() {
    String before = create("a", "{\"ports\":[{\"port\":80}]}").text("spec.clusterIP");
    TestApi.Reply replaced =
        api.put(
            SERVICES + "/a",
            "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"ports\":[{\"port\":81}]}}");
    assertThat(replaced.text("spec.clusterIP")).isEqualTo(before);
  }

  @Test
  void nodePortsAreGivenKeptSharedByProtocolsAndFreed() {
    String spec =
        "{\"type\":\"NodePort\",\"ports\":[{\"name\":\"t\",\"port\":53},"
            + "{\"name\":\"u\",\"port\":53,\"protocol\":\"UDP\"},{\"name\":\"w\",\"port\":80}]}";
    TestApi.Reply service = create("a", spec);
    List<Integer> ports =
        Json.objects(service.body(), "spec.ports").stream()
            .map(p -> p.path("nodePort").asInt(0))
            .toList();
    assertThat(ports).containsExactly(30000, 30000, 30001);
    TestApi.Reply taken =
        create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30001}]}");
    assertThat(taken.code()).isEqualTo(422);
    assertThat(taken.text("message")).contains("provided port is already allocated");
    TestApi.Reply outside =
        create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":99}]}");
    assertThat(outside.text("message")).contains("The range of valid ports is 30000-32767");
    TestApi.Reply plain =
        api.patch("merge", SERVICES + "/a", "{\"spec\":{\"type\":\"ClusterIP\"}}");
    assertThat(Json.at(plain.body(), "spec.ports").get(2).has("nodePort")).isFalse();
    assertThat(
            create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30001}]}")
                .code())
        .isEqualTo(201);
  }

  @Test
  void aLocalLoadBalancerGetsAHealthCheckPort() {
    TestApi.Reply service =
        create(
            "a",
            "{\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"port\":1}]}");
    assertThat(Json.at(service.body(), "spec.healthCheckNodePort").asInt(0))
        .isBetween(30000, 32767);
  }

  @Test
  void everyFaultOfAServiceIsNamed() {
    TestApi.Reply refused =
        create(
            "a",
            "{\"type\":\"Wrong\",\"ports\":[{\"port\":70000,\"name\":\"a\"},"
                + "{\"port\":0,\"name\":\"a\",\"protocol\":\"X\"}],\"externalIPs\":[\"nope\"]}");
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.text("reason")).isEqualTo("Invalid");
    assertThat(
            Json.objects(refused.body(), "details.causes").stream()
                .map(c -> c.path("field").asString()))
        .contains(
            "spec.type",
            "spec.ports[0].port",
            "spec.ports[1].port",
            "spec.ports[1].name",
            "spec.ports[1].protocol",
            "spec.externalIPs[0]");
  }

  @Test
  void withoutValidationNonsenseIsStoredAsItComes() {
    api.close();
    api = new TestApi(ApiOptions.defaults().withoutValidation());
    TestApi.Reply service =
        create(
            "Bad_Name",
            "{\"clusterIP\":\"not-an-ip\",\"ports\":[{\"port\":70000},{\"port\":\"x\"}],"
                + "\"externalIPs\":[\"nope\",7]}");
    assertThat(service.code()).isEqualTo(201);
    assertThat(service.text("spec.clusterIP")).isEqualTo("not-an-ip");
    TestApi.Reply slice =
        api.post(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            """
            {"metadata":{"name":"s"},"addressType":"IPv9","ports":[{"port":0}],
             "endpoints":[{"addresses":["x"]},{}]}\
            """);
    assertThat(slice.code()).isEqualTo(201);
    assertThat(api.post(SERVICES, "{\"metadata\":{\"name\":\"odd\"},\"spec\":7}").code())
        .isEqualTo(201);
  }
}
