package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.model.ObjectRef;
import io.weir.values.ObjectName;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final ObjectRef WEB = ObjectRef.service(new ObjectName("shop", "web"), "uid-1");

  @Test
  void aWarningIsCreatedInTheObjectsNamespaceWithItsUid() throws Exception {
    try (FakeApi fake = new FakeApi(reply -> reply.status(201).raw("{}"));
        ApiServer api = fake.connect();
        EventRecorder recorder = EventRecorder.start(api, "node-a", Watched.FAST)) {
      recorder.warn(WEB, "PortConflict", "10.0.0.1:80 is \"taken\"");
      FakeApi.Request request = fake.request();
      assertThat(request.target()).isEqualTo("/apis/events.k8s.io/v1/namespaces/shop/events");
      assertThat(request.body())
          .contains("\"regarding\":{\"apiVersion\":\"v1\",\"kind\":\"Service\"")
          .contains("\"uid\":\"uid-1\"")
          .contains("\"reason\":\"PortConflict\"")
          .contains("\"type\":\"Warning\"")
          .contains("\"reportingController\":\"weir.io/agent\"")
          .contains("\"reportingInstance\":\"node-a\"")
          .contains("\"note\":\"10.0.0.1:80 is \\\"taken\\\"\"");
    }
  }

  @Test
  void aRepeatIsToldOnceAndAServerInTroubleIsAskedAgain() throws Exception {
    try (FakeApi fake =
            new FakeApi(
                reply -> reply.status(500).raw("{}"),
                reply -> reply.status(201).raw("{}"),
                reply -> reply.status(201).raw("{}"));
        ApiServer api = fake.connect();
        EventRecorder recorder = EventRecorder.start(api, "node-a", Watched.FAST)) {
      recorder.warn(WEB, "PortConflict", "one");
      recorder.warn(WEB, "PortConflict", "one");
      recorder.warn(WEB, "PortConflict", "two");
      assertThat(fake.request().body()).contains("\"note\":\"one\"");
      assertThat(fake.request().body()).contains("\"note\":\"one\"");
      assertThat(fake.request().body()).contains("\"note\":\"two\"");
      assertThat(recorder.lost()).isZero();
    }
  }

  @Test
  void aRefusedEventIsLostAndTheNextOneSent() throws Exception {
    try (FakeApi fake =
            new FakeApi(
                reply -> reply.status(403).raw("{}"), reply -> reply.status(201).raw("{}"));
        ApiServer api = fake.connect();
        EventRecorder recorder = EventRecorder.start(api, "node-a", Watched.FAST)) {
      recorder.warn(WEB, "PortConflict", "one");
      recorder.warn(ObjectRef.node("node-a"), "MapFull", "two");
      fake.request();
      FakeApi.Request second = fake.request();
      assertThat(second.target()).contains("/namespaces/default/");
      assertThat(recorder.lost()).isEqualTo(1);
    }
  }

  @Test
  void aFullQueueNeverBlocksTheCallerAndCountsWhatIsLost() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    try (FakeApi fake = new FakeApi(reply -> held.await());
        ApiServer api = fake.connect();
        EventRecorder recorder = EventRecorder.start(api, "node-a", Watched.FAST)) {
      recorder.warn(WEB, "PortConflict", "the one being sent");
      fake.request();
      for (int i = 0; i < 300; i++) {
        recorder.warn(ObjectRef.node("node-" + i), "MapFull", "x");
      }
      assertThat(recorder.lost()).isEqualTo(300 - 256);
      held.countDown();
    }
  }

  @Test
  void anObjectOverItsRateIsHeldBackUntilTimePasses() {
    EventGate gate = new EventGate();
    long now = -5; // nanoTime may be anything
    for (int i = 0; i < EventGate.BURST; i++) {
      assertThat(gate.admit(new Warning(WEB, "R", "n" + i), now)).isEqualTo(EventGate.Verdict.SEND);
    }
    assertThat(gate.admit(new Warning(WEB, "R", "more"), now))
        .isEqualTo(EventGate.Verdict.TOO_MANY);
    assertThat(gate.admit(new Warning(ObjectRef.node("n"), "R", "other"), now))
        .isEqualTo(EventGate.Verdict.SEND);
    long later = now + EventGate.REFILL.toNanos();
    assertThat(gate.admit(new Warning(WEB, "R", "n0"), later))
        .isEqualTo(EventGate.Verdict.REPEATED);
    assertThat(gate.admit(new Warning(WEB, "R", "more"), later)).isEqualTo(EventGate.Verdict.SEND);
    assertThat(gate.admit(new Warning(WEB, "R", "yet more"), later))
        .isEqualTo(EventGate.Verdict.TOO_MANY);
    assertThat(gate.admit(new Warning(WEB, "R", "n0"), now + EventGate.REPEAT.toNanos()))
        .isEqualTo(EventGate.Verdict.SEND);
  }

  @Test
  void namesAndNotesAtTheLimitAreCutWhereTheApiServerAcceptsThem() {
    String longName = "a".repeat(235) + "-" + "b".repeat(17);
    ObjectRef service = ObjectRef.service(new ObjectName("shop", longName), "");
    Warning warning = new Warning(service, "R".repeat(200), "é".repeat(600));
    String json = new String(EventJson.write(warning, "node", Instant.EPOCH, 0x123456789abcdefL));
    assertThat(json)
        .contains("\"name\":\"" + "a".repeat(235) + ".123456789abcdef\"")
        .contains("\"eventTime\":\"1970-01-01T00:00:00.000000Z\"")
        .contains("\"reason\":\"" + "R".repeat(128) + "\"")
        .contains("\"note\":\"" + "é".repeat(512) + "\"")
        .doesNotContain("uid");
  }
}
