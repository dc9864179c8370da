package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ClusterEvent.Listed;
import io.weir.agent.model.ClusterEvent.NamespaceChanged;
import io.weir.agent.model.ClusterEvent.NamespaceDeleted;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a watch lists, follows and recovers; what it follows does not matter here. */
class WatchTest {
  private static String namespace(String name, int version) {
    return "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
  }

  private static String page(int version, String more, String... items) {
    return "{\"kind\":\"NamespaceList\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\",\"continue\":\""
        + more
        + "\"},\"items\":["
        + String.join(",", items)
        + "]}";
  }

  /** Answers a request for initial events as a server does that has none. */
  private static void noInitialEvents(FakeApi.Reply reply) throws java.io.IOException {
    reply.status(422).raw("{\"kind\":\"Status\",\"code\":422,\"reason\":\"Invalid\"}");
  }

  @Test
  void initialEventsAreTheListAndTheStreamGoesOnAsTheWatch() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply
                    .status(200)
                    .event("ADDED", namespace("a", 3))
                    .event("ADDED", namespace("b", 1))
                    .initialEnd("7")
                    .event("DELETED", namespace("a", 8))
                    .silence())) {
      FakeApi.Request request = watched.api.request();
      assertThat(request.target())
          .contains("sendInitialEvents=true")
          .contains("resourceVersionMatch=NotOlderThan&resourceVersion=0")
          .contains("allowWatchBookmarks=true");
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("a");
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("b");
      assertThat(watched.next(Listed.class).keys()).containsExactlyInAnyOrder("a", "b");
      assertThat(watched.next(NamespaceDeleted.class).name()).isEqualTo("a");
      assertThat(watched.status().synced()).isTrue();
      assertThat(watched.status().lastContact()).isPresent();
      assertThat(watched.status().restarts()).isZero();
    }
  }

  @Test
  void aServerWithoutInitialEventsIsListedInPagesThenWatched() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            WatchTest::noInitialEvents,
            reply -> reply.status(200).raw(page(5, "to ken", namespace("a", 1), namespace("b", 2))),
            reply -> reply.status(200).raw(page(5, "", namespace("c", 3))),
            reply -> reply.status(200).event("ADDED", namespace("d", 6)).silence())) {
      watched.api.request();
      assertThat(watched.api.request().target())
          .contains("limit=500")
          .contains("resourceVersion=0")
          .doesNotContain("watch=1");
      assertThat(watched.api.request().target())
          .contains("continue=to+ken")
          .doesNotContain("resourceVersion");
      assertThat(watched.api.request().target()).contains("watch=1").contains("resourceVersion=5");
      for (String name : new String[] {"a", "b", "c"}) {
        assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo(name);
      }
      assertThat(watched.next(Listed.class).keys()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("d");
      assertThat(watched.status().restarts()).isZero();
    }
  }

  @Test
  void aWatchThatEndsResumesFromTheLastBookmarkWithoutAList() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply.status(200).initialEnd("7").event("ADDED", namespace("a", 8)).bookmark("42"),
            Reply -> Reply.status(200).event("ADDED", namespace("b", 43)).silence())) {
      watched.api.request();
      assertThat(watched.api.request().target())
          .contains("&resourceVersion=42")
          .doesNotContain("sendInitialEvents");
      assertThat(watched.next(Listed.class).keys()).isEmpty();
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("a");
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("b");
      assertThat(watched.status().relists()).isZero();
    }
  }

  @Test
  void aPositionTooOldListsAgainNoOlderThanWhatWasSeenAndTellsOfMissedDeletions() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply
                    .status(200)
                    .event("ADDED", namespace("a", 1))
                    .event("ADDED", namespace("b", 2))
                    .initialEnd("7")
                    .event(
                        "ERROR",
                        "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}"),
            reply ->
                reply.status(200).event("ADDED", namespace("b", 2)).initialEnd("90").silence())) {
      watched.api.request();
      assertThat(watched.api.request().target())
          .contains("sendInitialEvents=true")
          .contains("NotOlderThan&resourceVersion=7");
      watched.next(NamespaceChanged.class);
      watched.next(NamespaceChanged.class);
      watched.next(Listed.class);
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(Listed.class).keys()).containsExactly("b");
      assertThat(watched.status().relists()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatDoesNotKnowOurVersionIsAskedForItsNewest() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> reply.status(200).initialEnd("700"),
            reply -> reply.status(504).raw("{\"reason\":\"Timeout\"}"),
            reply -> reply.status(504).raw("{\"reason\":\"Timeout\"}"),
            reply -> reply.status(200).initialEnd("3").silence())) {
      watched.api.request();
      assertThat(watched.api.request().target()).contains("resourceVersion=700");
      assertThat(watched.api.request().target()).contains("NotOlderThan&resourceVersion=700");
      assertThat(watched.api.request().target()).doesNotContain("NotOlderThan&resourceVersion=700");
      watched.next(Listed.class);
      watched.next(Listed.class);
    }
  }

  @Test
  void jsonThatBreaksOffInsideAnObjectResumesAndCountsAsGarbage() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply
                    .status(200)
                    .initialEnd("7")
                    .event("ADDED", namespace("a", 8))
                    .raw("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"na"),
            reply -> reply.status(200).event("ADDED", namespace("b", 9)).silence())) {
      watched.api.request();
      assertThat(watched.api.request().target()).contains("&resourceVersion=8");
      watched.next(Listed.class);
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("b");
      assertThat(watched.status().garbage()).isEqualTo(1);
      assertThat(watched.status().restarts()).isEqualTo(1);
    }
  }

  @Test
  void garbageThatComesAgainAtTheSamePositionIsLeftBehindByAList() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> reply.status(200).initialEnd("7").raw("<html>"),
            reply -> reply.status(200).raw("\u0000\u0001 nonsense\n"),
            reply -> reply.status(200).initialEnd("9").silence())) {
      watched.api.request();
      assertThat(watched.api.request().target()).contains("&resourceVersion=7");
      assertThat(watched.api.request().target()).contains("sendInitialEvents=true");
      watched.next(Listed.class);
      watched.next(Listed.class);
      assertThat(watched.status().garbage()).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatIsNoListDeletesNothing() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            WatchTest::noInitialEvents,
            reply -> reply.status(200).raw("{}"),
            reply -> reply.status(200).raw("{\"items\":[]}"),
            reply -> reply.status(200).raw(""),
            reply -> reply.status(200).raw("[1,2]"),
            reply -> reply.status(200).raw(page(3, "", namespace("a", 1))))) {
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(Listed.class).keys()).containsExactly("a");
      assertThat(watched.status().garbage()).isEqualTo(4);
    }
  }

  @Test
  void aListThatBreaksOffIsReadAgainBeforeItCounts() throws Exception {
    String whole = page(3, "", namespace("a", 1), namespace("b", 1));
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            WatchTest::noInitialEvents,
            reply -> reply.status(200).raw(whole.substring(0, whole.length() - 20)),
            reply -> reply.status(200).raw(whole))) {
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("a");
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("b");
      assertThat(watched.next(Listed.class).keys()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void pagesWhoseTokenRanOutAreReadAgainFromTheNewest() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            WatchTest::noInitialEvents,
            reply -> reply.status(200).raw(page(3, "t", namespace("a", 1))),
            reply -> reply.status(410).raw("{\"reason\":\"Expired\"}"),
            reply -> reply.status(200).raw(page(9, "", namespace("b", 1))))) {
      watched.api.request();
      watched.api.request();
      watched.api.request();
      assertThat(watched.api.request().target())
          .doesNotContain("continue")
          .doesNotContain("resourceVersion");
      watched.next(NamespaceChanged.class);
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(Listed.class).keys()).containsExactly("b");
    }
  }

  @Test
  void initialEventsThatEndTooEarlyAreFollowedByPages() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> reply.status(200).event("ADDED", namespace("a", 1)),
            reply -> reply.status(200).raw(page(3, "", namespace("a", 1))))) {
      watched.api.request();
      assertThat(watched.api.request().target()).contains("limit=500");
      watched.next(NamespaceChanged.class);
      watched.next(NamespaceChanged.class);
      assertThat(watched.next(Listed.class).keys()).containsExactly("a");
    }
  }

  @Test
  void aSilentWatchIsGivenUpAndResumed() throws Exception {
    Timing impatient =
        new Timing(
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofMillis(20));
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            impatient,
            reply -> reply.status(200).initialEnd("7").silence(),
            reply -> reply.status(200).event("ADDED", namespace("a", 8)).silence())) {
      watched.next(Listed.class);
      watched.api.request();
      assertThat(watched.api.request().target()).contains("&resourceVersion=7");
      watched.next(NamespaceChanged.class);
      assertThat(watched.status().restarts()).isPositive();
    }
  }

  @Test
  void aConnectionResetIsResumed() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> {
              reply.status(200).initialEnd("7");
              held.await(); // a reset would overtake the bytes before it
              reply.reset();
            },
            reply -> reply.status(200).event("ADDED", namespace("a", 8)).silence())) {
      watched.next(Listed.class);
      watched.api.request();
      held.countDown();
      assertThat(watched.api.request().target()).contains("&resourceVersion=7");
      watched.next(NamespaceChanged.class);
      assertThat(watched.status().restarts()).isEqualTo(1);
      assertThat(watched.status().garbage()).isZero();
    }
  }

  @Test
  void eventsThatDripInByteByByteAreDeliveredEachWhenItIsComplete() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply
                    .status(200)
                    .initialEnd("7")
                    .drip("{\"type\":\"ADDED\",\"object\":" + namespace("é-a", 8) + "}")
                    .silence())) {
      watched.next(Listed.class);
      assertThat(watched.next(NamespaceChanged.class).namespace().name()).isEqualTo("é-a");
    }
  }

  @Test
  void duplicateEventsAreDeliveredInTheirOrder() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply ->
                reply
                    .status(200)
                    .initialEnd("7")
                    .event("ADDED", namespace("a", 8))
                    .event("ADDED", namespace("a", 8))
                    .event("DELETED", namespace("a", 9))
                    .event("DELETED", namespace("a", 9))
                    .event("MODIFIED", namespace("a", 10))
                    .silence())) {
      watched.next(Listed.class);
      watched.next(NamespaceChanged.class);
      watched.next(NamespaceChanged.class);
      watched.next(NamespaceDeleted.class);
      watched.next(NamespaceDeleted.class);
      watched.next(NamespaceChanged.class);
    }
  }

  @Test
  void aRefusalIsTriedAgainAndNothingIsSyncedMeanwhile() throws Exception {
    try (Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> reply.status(403).raw("{\"reason\":\"Forbidden\"}"),
            reply -> reply.status(500).raw("boom"),
            reply -> reply.status(200).initialEnd("7").silence())) {
      watched.api.request();
      assertThat(watched.status().synced()).isFalse();
      watched.next(Listed.class);
      assertThat(watched.status().restarts()).isEqualTo(2);
    }
  }

  @Test
  void nothingIsDeliveredAfterClose() throws Exception {
    Watched watched =
        new Watched(
            Kind.NAMESPACE,
            reply -> {
              reply.status(200).initialEnd("7");
              for (int version = 8; ; version++) {
                reply.event("MODIFIED", namespace("a", version));
              }
            });
    watched.next(Listed.class);
    watched.close();
    while (!watched.quiet()) {
      watched.next();
    }
    assertThat(watched.quiet()).isTrue();
  }
}
