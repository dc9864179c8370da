package io.weir.sandbox.controller;

import static io.weir.sandbox.controller.Objects.deleting;
import static io.weir.sandbox.controller.Objects.json;
import static io.weir.sandbox.controller.Objects.pod;
import static io.weir.sandbox.controller.Objects.service;
import static io.weir.sandbox.controller.Objects.unready;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class SlicePlanTest {
  private static final Map<String, String> ZONES = Map.of("node1", "a", "node2", "b");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private final Random random = Objects.random();

  private SlicePlan plan(ObjectNode service, List<ObjectNode> pods, List<ObjectNode> existing) {
    return SlicePlan.of(new SlicePlan.Facts(service, pods, ZONES, existing, NOW, random));
  }

  private ObjectNode only(ObjectNode service, ObjectNode... pods) {
    List<ObjectNode> created = plan(service, List.of(pods), List.of()).create();
    assertThat(created).hasSize(1);
    return created.getFirst();
  }

  private JsonNode endpoint(ObjectNode service, ObjectNode pod) {
    return only(service, pod).path("endpoints").path(0);
  }

  @Test
  void aSliceCarriesTheLabelsOwnerAndPortsThatOthersLookFor() {
    ObjectNode slice = only(service(""), pod("p", "node1", 2));

    assertThat(Json.map(slice, "metadata/labels"))
        .isEqualTo(
            Map.of(
                "team", "blue",
                "kubernetes.io/service-name", "web",
                "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"));
    assertThat(Json.name(slice)).matches("web-[a-z0-9]{5}");
    assertThat(Json.isOwnedBy(slice, "s1")).isTrue();
    assertThat(Json.map(slice, "metadata/annotations"))
        .containsEntry(
            "endpoints.kubernetes.io/last-change-trigger-time", "2026-01-02T03:04:05.678Z");
    assertThat(slice.path("ports"))
        .isEqualTo(Objects.MAPPER.readTree("[{\"name\":\"\",\"protocol\":\"TCP\",\"port\":8080}]"));
    assertThat(slice.path("endpoints").path(0))
        .isEqualTo(
            json(
                """
                {'addresses':['10.244.1.2'],'nodeName':'node1','zone':'a',
                 'conditions':{'ready':true,'serving':true,'terminating':false},
                 'targetRef':{'kind':'Pod','name':'p','namespace':'default','uid':'uid-p'}}
                """));
  }

  @ParameterizedTest(name = "podReady={0} deleting={1} publishNotReady={2}")
  @CsvSource({
    "true,  false, false, true,  true,  false",
    "false, false, false, false, false, false",
    "true,  true,  false, false, true,  true",
    "false, true,  false, false, false, true",
    "false, false, true,  true,  false, false",
    "false, true,  true,  true,  false, true",
  })
  void conditionsFollowThePod(
      boolean podReady,
      boolean deleting,
      boolean publish,
      boolean ready,
      boolean serving,
      boolean terminating) {
    ObjectNode pod = podReady ? pod("p", "node1", 2) : unready(pod("p", "node1", 2));
    JsonNode endpoint =
        endpoint(service("'publishNotReadyAddresses':" + publish), deleting ? deleting(pod) : pod);

    assertThat(endpoint.path("conditions"))
        .isEqualTo(
            Json.object()
                .put("ready", ready)
                .put("serving", serving)
                .put("terminating", terminating));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "PreferClose    | {'forZones':[{'name':'a'}]}",
        "PreferSameZone | {'forZones':[{'name':'a'}]}",
        "PreferSameNode | {'forZones':[{'name':'a'}],'forNodes':[{'name':'node1'}]}",
        "''             | {}",
      })
  void hintsFollowTrafficDistribution(String distribution, String expected) {
    ObjectNode service = service("'trafficDistribution':'" + distribution + "'");
    String hints = expected.replace('"', ' ').strip();

    assertThat(endpoint(service, pod("p", "node1", 2)).withObject("/hints")).isEqualTo(json(hints));
    assertThat(endpoint(service, unready(pod("p", "node1", 2))).has("hints")).isFalse();
  }

  @Test
  void eachFamilyHasASliceOfItsOwn() {
    ObjectNode service = service("");
    service.withObject("/spec").putArray("ipFamilies").add("IPv6").add("IPv4");

    List<ObjectNode> created = plan(service, List.of(pod("p", "node1", 2)), List.of()).create();

    assertThat(created)
        .extracting(
            s -> Json.text(s, "addressType"),
            s -> s.path("endpoints").path(0).path("addresses").path(0).stringValue())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("IPv6", "fd00:10:244:1::2"),
            org.assertj.core.groups.Tuple.tuple("IPv4", "10.244.1.2"));
  }

  @Test
  void podsWhoseNamedPortDiffersAreInSlicesOfTheirOwn() {
    ObjectNode other = pod("q", "node2", 3);
    ((ObjectNode) Json.items(Json.items(other, "spec/containers").getFirst(), "ports").getFirst())
        .put("containerPort", 9090);
    ObjectNode nameless = pod("r", "node2", 4);
    ((ObjectNode) Json.items(nameless, "spec/containers").getFirst()).putArray("ports");

    List<ObjectNode> created =
        plan(service(""), List.of(pod("p", "node1", 2), other, nameless), List.of()).create();

    assertThat(created)
        .extracting(
            s -> s.path("ports").path(0).path("port").intValue(), s -> s.path("endpoints").size())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(8080, 1),
            org.assertj.core.groups.Tuple.tuple(9090, 1));
  }

  @Test
  void aHundredEndpointsFillASliceAndStayWhereTheyAre() {
    List<ObjectNode> pods =
        new ArrayList<>(
            IntStream.range(0, 150).mapToObj(i -> pod("p" + i, "node1", i + 1)).toList());
    List<ObjectNode> slices = plan(service(""), pods, List.of()).create();
    assertThat(slices).extracting(s -> s.path("endpoints").size()).containsExactly(100, 50);
    assertThat(plan(service(""), pods, slices))
        .isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));

    pods.remove(3);
    SlicePlan change = plan(service(""), pods, slices);

    assertThat(change.create()).isEmpty();
    assertThat(change.delete()).isEmpty();
    assertThat(Objects.names(change.update())).containsExactly(Json.name(slices.getFirst()));
    assertThat(change.update().getFirst().path("endpoints").size()).isEqualTo(99);
  }

  @Test
  void aServiceWithoutPodsKeepsOneEmptySlice() {
    List<ObjectNode> first = plan(service(""), List.of(pod("p", "node1", 2)), List.of()).create();

    SlicePlan emptied = plan(service(""), List.of(), first);

    assertThat(emptied.delete()).containsExactly(Json.name(first.getFirst()));
    assertThat(emptied.create()).hasSize(1);
    assertThat(emptied.create().getFirst().path("endpoints")).isEmpty();
    assertThat(plan(service(""), List.of(), emptied.create()))
        .isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
  }

  @Test
  void headlessServicesAreMarked() {
    ObjectNode service = service("");
    service.withObject("/spec").put("clusterIP", "None");

    assertThat(Json.map(only(service, pod("p", "node1", 2)), "metadata/labels"))
        .containsEntry("service.kubernetes.io/headless", "");
  }

  @Test
  void slicesOfOthersAndServicesWithoutSelectorAreLeftAlone() {
    ObjectNode manual =
        json(
            "{'metadata':{'name':'mine','labels':{'kubernetes.io/service-name':'web'}},'addressType':'IPv4'}");
    assertThat(plan(service(""), List.of(), List.of(manual)).delete()).isEmpty();
    assertThat(plan(service(""), List.of(), List.of(manual)).update()).isEmpty();

    ObjectNode selectorless = service("");
    selectorless.withObject("/spec").remove("selector");
    assertThat(plan(selectorless, List.of(pod("p", "node1", 2)), List.of()))
        .isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
  }

  @Test
  void podsThatEndedOrHaveNoAddressAreNoEndpoints() {
    ObjectNode failed = pod("f", "node1", 2);
    failed.withObject("/status").put("phase", "Failed");
    ObjectNode pending = pod("w", "node1", 3);
    pending.withObject("/status").putArray("podIPs");

    assertThat(only(service(""), failed, pending).path("endpoints")).isEmpty();
  }
}
