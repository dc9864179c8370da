package io.weir.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.values.ObjectName;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API server dies and returns while the watches run; etcd keeps its data. */
@Tag("kube")
@Timeout(300)
class RestartKubeIT {
  private static ControlPlane plane;
  private Api api;
  private Space space;

  @BeforeAll
  static void start() throws IOException {
    ControlPlane.assumeBuilt();
    plane = ControlPlane.create().start("etcd").start("apiserver");
  }

  @AfterAll
  static void stop() throws IOException {
    if (plane != null) {
      plane.close();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    api = new Api(plane.kubeconfig());
    space = new Space(api);
  }

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  void whatIsKnownStaysWhileTheServerIsAwayAndChangesComeOnceItIsBack() throws Exception {
    ObjectName web = service("web");
    try (Watching watching = Watching.with(plane.kubeconfig())) {
      watching.seen.awaitSynced();
      watching.seen.await("the Service", s -> s.service(web).isPresent());
      for (int round = 1; round <= 2; round++) {
        long restarts = watching.status(Kind.SERVICE).restarts();
        plane.kill("apiserver");
        Awaiting.value(
            "the break noticed",
            () -> Optional.of(watching.status(Kind.SERVICE)).filter(s -> s.restarts() > restarts));
        assertThat(watching.status(Kind.SERVICE).synced()).isTrue();
        plane.start("apiserver");
        ObjectName later = service("later-" + round);
        watching.seen.await("a Service made after it returned", s -> s.service(later).isPresent());
      }
      assertThat(watching.seen.service(web)).isPresent();
      assertThat(watching.seen.lost()).isEmpty();
    }
  }

  @Test
  void deletionsMissedOverACompactionAndARestartAreToldByTheNextList() throws Exception {
    ObjectName stays = service("stays");
    ObjectName goes = service("goes");
    try (FaultyProxy proxy = new FaultyProxy(api);
        Watching watching = Watching.through(proxy)) {
      watching.seen.awaitSynced();
      watching.seen.await("both", s -> s.service(stays).isPresent() && s.service(goes).isPresent());
      proxy.down();
      api.delete(space.services("goes"));
      service("stays-2");
      plane.compact();
      plane.kill("apiserver");
      plane.start("apiserver");
      assertThat(watching.seen.service(goes)).as("nobody said it is gone").isPresent();
      proxy.up();
      watching.seen.await("the deletion", s -> s.service(goes).isEmpty());
      watching.seen.await(
          "what was made meanwhile", s -> s.service(space.name("stays-2")).isPresent());
      assertThat(watching.seen.lost()).containsExactly(goes.toString());
      assertThat(watching.status(Kind.SERVICE).relists()).isEqualTo(1);
    }
  }

  @Test
  void aServerWithoutWatchListsIsReadInPages() throws Exception {
    service("web-1");
    service("web-2");
    service("web-3");
    plane.kill("apiserver");
    plane.start("apiserver", "--feature-gates=WatchList=false");
    try (FaultyProxy proxy = new FaultyProxy(api)) {
      // A real server reads no pages from its cache, which resourceVersion=0 allows: it is left
      // out.
      FaultyProxy.Answer pages =
          FaultyProxy.asking(q -> q.replaceFirst("limit=500.*resourceVersion=0", "limit=2"));
      proxy.answer(r -> r.lists("services") ? pages : FaultyProxy.PASS);
      try (Watching watching = Watching.through(proxy)) {
        watching.seen.awaitSynced();
        assertThat(watching.seen.service(space.name("web-3"))).isPresent();
        assertThat(proxy.requests())
            .anyMatch(r -> r.lists("services") && !r.parameter("continue").isEmpty());
        ObjectName later = service("later");
        watching.seen.await("a change after the list", s -> s.service(later).isPresent());
        assertThat(watching.status(Kind.SERVICE).relists()).isZero();
      }
    }
    plane.kill("apiserver");
    plane.start("apiserver");
  }

  private ObjectName service(String name) throws IOException {
    space.service(name, "{ports: [{port: 80}]}");
    return space.name(name);
  }
}
