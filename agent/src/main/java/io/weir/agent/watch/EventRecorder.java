package io.weir.agent.watch;

import io.weir.agent.model.ObjectRef;
import io.weir.agent.model.UserEvents;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events (events.k8s.io/v1) from a daemon thread of its own. An Event is told by
 * one create and never changed: a repeat within ten minutes is left out, not counted up, because an
 * update for each repeat would cost the API server more than the Event is worth.
 */
public final class EventRecorder implements UserEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int QUEUED = 256;
  private static final int ATTEMPTS = 4;

  private final ApiServer api;
  private final String nodeName;
  private final Timing timing;
  private final EventGate gate = new EventGate();
  private final ArrayBlockingQueue<Warning> queue = new ArrayBlockingQueue<>(QUEUED);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  private EventRecorder(ApiServer api, String nodeName, Timing timing) {
    this.api = api;
    this.nodeName = nodeName;
    this.timing = timing;
    this.thread = Thread.ofPlatform().daemon().name("weir-events").unstarted(this::send);
  }

  public static EventRecorder start(ApiServer api, String nodeName) {
    return start(api, nodeName, Timing.PRODUCTION);
  }

  static EventRecorder start(ApiServer api, String nodeName, Timing timing) {
    EventRecorder recorder = new EventRecorder(api, nodeName, timing);
    recorder.thread.start();
    return recorder;
  }

  @Override
  public void warn(ObjectRef regarding, String reason, String note) {
    Warning warning = new Warning(regarding, reason, note);
    switch (gate.admit(warning, System.nanoTime())) {
      case SEND -> {
        if (!queue.offer(warning)) {
          lost.incrementAndGet();
        }
      }
      case TOO_MANY -> lost.incrementAndGet();
      case REPEATED -> {}
    }
  }

  /** Warnings that no user will see: queue full, over the rate of one object, or refused. */
  public long lost() {
    return lost.get();
  }

  private void send() {
    long number = Instant.now().toEpochMilli() << 20;
    try {
      while (true) {
        send(queue.take(), ++number);
      }
    } catch (InterruptedException e) {
      // Closed: what is still queued is not worth a wait at the end of the process.
    }
  }

  private void send(Warning warning, long number) throws InterruptedException {
    byte[] json = EventJson.write(warning, nodeName, Instant.now(), number);
    String namespace =
        URLEncoder.encode(EventJson.namespace(warning.regarding()), StandardCharsets.UTF_8);
    String path = "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events";
    Backoff backoff = new Backoff(timing, bound -> ThreadLocalRandom.current().nextLong(bound));
    while (true) {
      try {
        api.send("POST", path, ApiServer.JSON, json, timing.answer());
        return;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Duration wait = backoff.next();
        boolean hopeless = e instanceof Refused refused && !refused.passing();
        if (hopeless || backoff.failures() == ATTEMPTS) {
          lose(warning, e);
          return;
        }
        Thread.sleep(wait);
      }
    }
  }

  private void lose(Warning warning, IOException why) {
    lost.incrementAndGet();
    LOG.warn(
        "cannot record event reason={} for {} {}/{}: {}; the note was: {}",
        warning.reason(),
        warning.regarding().kind(),
        warning.regarding().namespace(),
        warning.regarding().name(),
        why.getMessage(),
        warning.note());
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
