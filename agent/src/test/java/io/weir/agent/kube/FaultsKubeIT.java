package io.weir.agent.kube;

import static io.weir.agent.kube.FaultyProxy.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.kube.FaultyProxy.Answer;
import io.weir.agent.kube.FaultyProxy.Request;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.values.ObjectName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our watches behind a bad line to the real API server: they lose nothing and catch up. */
@Tag("kube")
@Timeout(300)
@ExtendWith(SharedControlPlane.class)
class FaultsKubeIT {
  private Api api;
  private Space space;
  private FaultyProxy proxy;

  @BeforeEach
  void begin(ControlPlane plane) throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
    proxy = new FaultyProxy(api);
  }

  @AfterEach
  void end() {
    proxy.close();
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "410"})
  void aPositionTooOldIsLeftBehindByAListThatTellsOfTheDeletionMissed(String how)
      throws IOException {
    ObjectName stays = service("stays");
    ObjectName goes = service("goes");
    try (Watching watching = watching()) {
      watching.seen.awaitSynced();
      watching.seen.await("both", s -> s.service(stays).isPresent() && s.service(goes).isPresent());
      proxy.down();
      api.delete(space.services("goes"));
      proxy.answer(times(1, r -> r.watches("services"), refusal(how)));
      proxy.up();
      watching.seen.await("the deletion", s -> s.service(goes).isEmpty());
      assertThat(watching.seen.service(stays)).isPresent();
      assertThat(watching.seen.lost()).containsExactly(goes.toString());
      assertThat(watching.status(Kind.SERVICE).relists()).isEqualTo(1);
      assertThat(watching.status(Kind.ENDPOINT_SLICE).relists()).isZero();
      assertThat(last(r -> r.watches("services")).query()).contains("NotOlderThan");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "410", "500", "429", "403"})
  void whateverAWatchIsRefusedWithTheStateStaysAndTheNextChangeComes(String how)
      throws IOException {
    ObjectName web = service("web");
    try (Watching watching = watching()) {
      watching.seen.awaitSynced();
      watching.seen.await("the Service", s -> s.service(web).isPresent());
      proxy.answer(times(2, r -> r.watches("services"), refusal(how)));
      proxy.down();
      proxy.up();
      ObjectName later = service("later");
      watching.seen.await("the change", s -> s.service(later).isPresent());
      assertThat(watching.seen.lost()).isEmpty();
      assertThat(watching.status(Kind.SERVICE).restarts()).isPositive();
    }
  }

  @Test
  void aWatchThatEndsInOrderGoesOnFromItsBookmarkWithoutAList() throws IOException {
    ObjectName web = service("web");
    proxy.answer(r ->
        r.watches("nodes")
            ? FaultyProxy.asking(q -> q.replaceFirst("timeoutSeconds=[0-9]+", "timeoutSeconds=4"))
            : PASS);
    try (Watching watching = watching()) {
      watching.seen.awaitSynced();
      watching.seen.awaitSynced();
      watching.seen.await("the Service", s -> s.service(web).isPresent());
      long first = awaitResumed(0);
      // Versions are counted over all kinds: only a bookmark takes a silent watch past this one.
      service("another");
      long second = awaitResumed(first);
      service("third");
      awaitResumed(second);
      assertThat(watching.status(Kind.NODE).relists()).isZero();
      assertThat(watching.status(Kind.NODE).garbage()).isZero();
    }
  }

  /** The version that a watch of nodes resumes at, once that is above {@code version}. */
  private long awaitResumed(long version) {
    return Awaiting.value(
        "a watch of nodes from above " + version,
        () ->
            proxy.requests().stream()
                .filter(r -> r.watches("nodes") && !r.startsOver())
                .map(r -> Long.parseLong(r.parameter("resourceVersion")))
                .filter(resumed -> resumed > version)
                .findFirst());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 700, 20_000, 60_000})
  void answersThatBreakOffAnywhereNeverTakeAnythingAway(long bytes) throws IOException {
    ObjectName web = service("web");
    String addresses = slice("big", 300);
    try (Watching watching = watching()) {
      watching.seen.awaitSynced();
      watching.seen.await("the slice", s -> s.slice(space.name("big")).isPresent());
      Function<Request, Answer> forget =
          times(
              2,
              r -> r.watches("services") || r.watches("endpointslices"),
              FaultyProxy.expiredEvent());
      Function<Request, Answer> cut = times(8, r -> true, FaultyProxy.cut(bytes));
      proxy.answer(r -> forget.apply(r) == PASS ? cut.apply(r) : FaultyProxy.expiredEvent());
      proxy.down();
      proxy.up();
      ObjectName later = service("later");
      watching.seen.await("the change", s -> s.service(later).isPresent());
      proxy.answer(r -> PASS);
      api.apply(space.slices("big"), sliceYaml("big", addresses, 9999));
      watching.seen.await(
          "the changed slice",
          s -> s.slice(space.name("big")).orElseThrow().ports().getFirst().port() == 9999);
      assertThat(watching.seen.service(web)).isPresent();
      assertThat(watching.seen.lost()).isEmpty();
    }
  }

  @Test
  void anAnswerThatDripsInIsReadToItsEnd() throws IOException {
    service("web");
    slice("big", 100);
    proxy.answer(r -> FaultyProxy.drip(48));
    try (Watching watching = watching()) {
      watching.seen.awaitSynced();
      assertThat(watching.seen.slice(space.name("big")).orElseThrow().endpoints()).hasSize(100);
      ObjectName later = service("later");
      watching.seen.await("a change that drips in", s -> s.service(later).isPresent());
      assertThat(watching.status(Kind.ENDPOINT_SLICE).restarts()).isZero();
      assertThat(proxy.requests())
          .as("present objects come by the watch where the server offers that")
          .noneMatch(r -> r.lists("endpointslices"));
    }
  }

  private static Answer refusal(String how) {
    return how.equals("event")
        ? FaultyProxy.expiredEvent()
        : FaultyProxy.status(Integer.parseInt(how), "Expired");
  }

  private Watching watching() {
    return Watching.through(proxy);
  }

  private ObjectName service(String name) throws IOException {
    space.service(name, "{ports: [{port: 80}]}");
    return space.name(name);
  }

  /** A slice of {@code count} endpoints; returns them as YAML. */
  private String slice(String name, int count) throws IOException {
    StringBuilder endpoints = new StringBuilder();
    for (int i = 0; i < count; i++) {
      endpoints.append("{addresses: [10.1.%d.%d]}, ".formatted(i / 250, i % 250 + 1));
    }
    api.apply(space.slices(name), sliceYaml(name, endpoints.toString(), 80));
    return endpoints.toString();
  }

  private static String sliceYaml(String name, String endpoints, int port) {
    return """
    {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: %s,
     labels: {kubernetes.io/service-name: web}}, addressType: IPv4,
     ports: [{name: "", port: %d}], endpoints: [%s]}\
    """
        .formatted(name, port, endpoints);
  }

  private Request last(Predicate<Request> which) {
    List<Request> all = proxy.requests().stream().filter(which).toList();
    return all.getLast();
  }

  /** {@code answer} to the first {@code count} requests that match; the truth to all others. */
  private static Function<Request, Answer> times(
      int count, Predicate<Request> which, Answer answer) {
    AtomicInteger left = new AtomicInteger(count);
    return request -> which.test(request) && left.getAndDecrement() > 0 ? answer : PASS;
  }
}
