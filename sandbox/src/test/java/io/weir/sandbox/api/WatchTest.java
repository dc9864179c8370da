package io.weir.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.api.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WatchTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private final TestApi api = new TestApi(ApiOptions.defaults().withEventLogSize(50));

  @AfterEach
  void close() {
    api.close();
  }

  private String create(String name) {
    return api.post(MAPS, TestApi.configMap(name, "v")).text("metadata.resourceVersion");
  }

  @Test
  void aWatchWithoutRevisionBeginsWithWhatIsThere() {
    create("a");
    try (TestApi.Events events = api.watch(MAPS + "?watch=1")) {
      assertThat(events.next(1)).containsExactly("ADDED a");
      create("b");
      api.patch("merge", MAPS + "/a", "{\"data\":{\"k\":\"w\"}}");
      api.delete(MAPS + "/b");
      assertThat(events.next(3)).containsExactly("ADDED b", "MODIFIED a", "DELETED b");
    }
  }

  @Test
  void aWatchFromARevisionTellsOnlyWhatCameAfterIt() {
    create("a");
    String revision = create("b");
    create("c");
    try (TestApi.Events events = api.watch(MAPS + "?watch=1&resourceVersion=" + revision)) {
      assertThat(events.next(1)).containsExactly("ADDED c");
    }
  }

  @Test
  void aRevisionThatTheLogHasForgottenIsAnErrorEventAndTheEnd() {
    String revision = create("a");
    for (int i = 0; i < 60; i++) {
      create("x" + i);
    }
    try (TestApi.Events events = api.watch(MAPS + "?watch=1&resourceVersion=" + revision)) {
      ObjectNode event = events.next();
      assertThat(Json.text(event, "type")).isEqualTo("ERROR");
      assertThat(Json.text(event, "object.code")).isEqualTo("410");
      assertThat(Json.text(event, "object.reason")).isEqualTo("Expired");
      assertThat(events.ended()).isTrue();
    }
  }

  @Test
  void aStreamedListEndsWithAMarkedBookmark() {
    create("a");
    String query =
        "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    try (TestApi.Events events = api.watch(MAPS + query)) {
      assertThat(events.next(1)).containsExactly("ADDED a");
      ObjectNode mark = events.next();
      assertThat(Json.text(mark, "type")).isEqualTo("BOOKMARK");
      assertThat(mark.path("object").path("metadata").path("annotations").toString())
          .isEqualTo("{\"k8s.io/initial-events-end\":\"true\"}");
      assertThat(Json.text(mark, "object.metadata.resourceVersion"))
          .isEqualTo(api.get(MAPS).text("metadata.resourceVersion"));
      create("b");
      assertThat(events.next(1)).containsExactly("ADDED b");
    }
  }

  @Test
  void theTimeoutEndsTheWatchWithABookmark() {
    try (TestApi.Events events =
        api.watch(MAPS + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true")) {
      assertThat(events.next(1)).containsExactly("BOOKMARK ");
      assertThat(events.ended()).isTrue();
    }
  }

  @Test
  void anObjectThatEntersOrLeavesTheSelectionIsAddedOrDeleted() {
    create("a");
    try (TestApi.Events events = api.watch(MAPS + "?watch=1&labelSelector=on%3Dyes")) {
      api.patch("merge", MAPS + "/a", "{\"metadata\":{\"labels\":{\"on\":\"yes\"}}}");
      api.patch("merge", MAPS + "/a", "{\"data\":{\"k\":\"w\"}}");
      api.patch("merge", MAPS + "/a", "{\"metadata\":{\"labels\":null}}");
      assertThat(events.next(3)).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    }
  }

  @Test
  void aWebSocketCarriesTheSameEvents() throws Exception {
    create("a");
    BlockingQueue<String> seen = new ArrayBlockingQueue<>(10);
    StringBuilder text = new StringBuilder();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              seen.add(text.toString());
              text.setLength(0);
            }
            socket.request(1);
            return null;
          }
        };
    URI uri = URI.create("ws://127.0.0.1:" + api.server.port() + MAPS + "?watch=true");
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, listener).join();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).contains("\"ADDED\"", "\"a\"");
      create("b");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).contains("\"ADDED\"", "\"b\"");
      socket.abort();
    }
  }

  @Test
  void aListenerInTheProcessIsToldOfEverythingInOrder() throws Exception {
    create("a");
    BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);
    try (ObjectStore.Watch watch =
        api.store.watch(
            Resource.CONFIG_MAPS,
            e -> seen.add(e.type() + " " + Json.text(e.object(), "metadata.name")))) {
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("ADDED a");
      create("b");
      api.store.delete(Resource.CONFIG_MAPS, "default", "a", DeleteOptions.graceful());
      assertThat(List.of(seen.poll(10, TimeUnit.SECONDS), seen.poll(10, TimeUnit.SECONDS)))
          .containsExactly("ADDED b", "DELETED a");
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aListenerThatFallsBehindTheLogStillLearnsTheLastState() throws Exception {
    BlockingQueue<String> seen = new ArrayBlockingQueue<>(1000);
    BlockingQueue<String> gate = new ArrayBlockingQueue<>(1);
    AtomicBoolean first = new AtomicBoolean(true);
    try (ObjectStore.Watch watch =
        api.store.watch(
            Resource.CONFIG_MAPS,
            e -> {
              if (first.getAndSet(false)) {
                take(gate);
              }
              seen.add(e.type() + " " + Json.text(e.object(), "metadata.name"));
            })) {
      create("first");
      create("doomed");
      for (int i = 0; i < 80; i++) {
        create("x" + i);
      }
      api.delete(MAPS + "/doomed");
      gate.put("go");
      create("last");
      String event = "";
      while (!event.equals("ADDED last")) {
        event = String.valueOf(seen.poll(10, TimeUnit.SECONDS));
        assertThat(event).isNotEqualTo("null");
        assertThat(event).isNotEqualTo("DELETED first");
      }
      assertThat(watch).isNotNull();
    }
  }

  private static void take(BlockingQueue<String> gate) {
    try {
      gate.poll(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
