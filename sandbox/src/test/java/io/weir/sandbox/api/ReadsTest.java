package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private final TestApi api = new TestApi(ApiOptions.defaults().withEventLogSize(50));

  @AfterEach
  void close() {
    api.close();
  }

  private void create(String... names) {
    for (String name : names) {
      assertThat(api.post(MAPS, TestApi.configMap(name, "v")).code()).isEqualTo(201);
    }
  }

  private static List<String> names(TestApi.Reply list) {
    return Json.objects(list.body(), "items").stream()
        .map(o -> Json.text(o, "metadata.name"))
        .toList();
  }

  @Test
  void pagesTogetherAreTheWholeListAsOfTheFirstPage() {
    create("a", "b", "c", "d", "e");
    TestApi.Reply page = api.get(MAPS + "?limit=2");
    String revision = page.text("metadata.resourceVersion");
    List<String> all = new ArrayList<>(names(page));
    create("b2");
    while (!page.text("metadata.continue").isEmpty()) {
      page = api.get(MAPS + "?limit=2&continue=" + page.text("metadata.continue"));
      assertThat(page.text("metadata.resourceVersion")).isEqualTo(revision);
      all.addAll(names(page));
    }
    assertThat(all).containsExactly("a", "b", "b2", "c", "d", "e");
    try (TestApi.Events events = api.watch(MAPS + "?watch=1&resourceVersion=" + revision)) {
      assertThat(events.next(1)).containsExactly("ADDED b2");
    }
  }

  @Test
  void aPageTokenThatTheLogHasForgottenIsExpired() {
    create("a", "b");
    String token = api.get(MAPS + "?limit=1").text("metadata.continue");
    for (int i = 0; i < 60; i++) {
      create("x" + i);
    }
    TestApi.Reply late = api.get(MAPS + "?limit=1&continue=" + token);
    assertThat(late.code()).isEqualTo(410);
    assertThat(late.text("reason")).isEqualTo("Expired");
  }

  @Test
  void aRevisionOfTheFutureIsRefusedAndOneOfThePastIsAnsweredWithThePresent() {
    create("a");
    assertThat(api.get(MAPS + "?resourceVersion=99999").code()).isEqualTo(504);
    assertThat(names(api.get(MAPS + "?resourceVersion=0"))).containsExactly("a");
    assertThat(names(api.get(MAPS + "?resourceVersion=2"))).containsExactly("a");
    TestApi.Reply exact = api.get(MAPS + "?resourceVersion=2&resourceVersionMatch=Exact");
    assertThat(exact.code()).isEqualTo(410);
  }

  @Test
  void selectorsChooseByLabelsAndFields() {
    create("plain");
    api.post(MAPS, "{\"metadata\":{\"name\":\"x\",\"labels\":{\"app\":\"web\",\"tier\":\"a\"}}}");
    api.post(MAPS, "{\"metadata\":{\"name\":\"y\",\"labels\":{\"app\":\"db\"}}}");
    assertThat(names(api.get(MAPS + "?labelSelector=app%3Dweb"))).containsExactly("x");
    assertThat(names(api.get(MAPS + "?labelSelector=app%20in%20(web,db),!tier")))
        .containsExactly("y");
    assertThat(names(api.get(MAPS + "?labelSelector=app!%3Dweb"))).containsExactly("plain", "y");
    assertThat(names(api.get(MAPS + "?labelSelector=app%20notin%20(web)")))
        .containsExactly("plain", "y");
    assertThat(names(api.get(MAPS + "?fieldSelector=metadata.name!%3Dx")))
        .containsExactly("plain", "y");
    assertThat(api.get(MAPS + "?fieldSelector=data.k%3Dv").code()).isEqualTo(400);
  }

  @Test
  void anUnknownPathKindOrObjectIsNotFoundAsAStatus() {
    create("a");
    for (String path :
        List.of(
            MAPS + "/a/log", "/apis/no.such/v1", "/api/v1/widgets", MAPS + "/none", "/nothing")) {
      TestApi.Reply reply = api.get(path);
      assertThat(reply.code()).as(path).isEqualTo(404);
      assertThat(reply.text("kind")).as(path).isEqualTo("Status");
      assertThat(reply.text("reason")).as(path).isEqualTo("NotFound");
    }
  }

  @Test
  void healthIsTextAndTheVersionIsTheOneWePretendToBe() {
    assertThat(api.get("/version").text("minor")).isEqualTo("36");
    assertThat(api.get("/apis/apps/v1").text("groupVersion")).isEqualTo("apps/v1");
  }

  @Test
  void eventsOfBothApisAreTheSameObjects() {
    String core = "/api/v1/namespaces/default/events";
    String group = "/apis/events.k8s.io/v1/namespaces/default/events";
    String event =
        """
        {"metadata":{"name":"e"},"regarding":{"kind":"Service","name":"web"},"note":"hello",
         "reason":"Why","reportingController":"weir.io/agent"}\
        """;
    assertThat(api.post(group, event).text("note")).isEqualTo("hello");
    TestApi.Reply read = api.get(core + "/e");
    assertThat(read.text("message")).isEqualTo("hello");
    assertThat(read.text("involvedObject.name")).isEqualTo("web");
    assertThat(read.text("reportingComponent")).isEqualTo("weir.io/agent");
    assertThat(names(api.get(core + "?fieldSelector=involvedObject.name%3Dweb")))
        .containsExactly("e");
    assertThat(api.get(group + "/e").text("apiVersion")).isEqualTo("events.k8s.io/v1");
  }
}
