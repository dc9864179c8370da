package io.weir.sandbox.node;

import io.weir.sandbox.api.ApiException;
import io.weir.sandbox.api.DeleteOptions;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.WatchEvent;
import io.weir.sandbox.controller.Json;
import io.weir.sandbox.controller.ObjectKey;
import io.weir.sandbox.controller.WorkQueue;
import io.weir.sandbox.net.NodeNet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** The kubelet of one node: runs the pods that are scheduled here and reports on them. */
public final class PodRunner implements AutoCloseable {
  private final ObjectStore store;
  private final NodeNet node;
  private final PodStarter starter;
  private final WorkQueue<ObjectKey> queue;
  private final List<ObjectStore.Watch> watches;

  /** Belongs to the queue's thread, as does what follows. */
  private final Map<ObjectKey, RunningPod> running = new HashMap<>();

  /** When a terminating pod stops. */
  private final Map<String, Instant> ends = new HashMap<>();

  PodRunner(ObjectStore store, NodeNet node, PodStarter starter) {
    this.store = store;
    this.node = node;
    this.starter = starter;
    this.queue = new WorkQueue<>("pods-" + node.name(), this::reconcile);
    this.watches =
        List.of(
            store.watch(Resource.PODS, this::podChanged),
            store.watch(Resource.NODES, this::nodeChanged));
  }

  private void podChanged(WatchEvent event) {
    if (isHere(event.object())) {
      queue.add(ObjectKey.of(event.object()));
    }
  }

  /** A cluster's node controller would do this: pods of a node that is not ready are not either. */
  private void nodeChanged(WatchEvent event) {
    if (Json.name(event.object()).equals(node.name())) {
      store.list(Resource.PODS, "").stream()
          .filter(this::isHere)
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private boolean nodeIsReady() {
    return store
        .get(Resource.NODES, "", node.name())
        .filter(object -> Json.condition(object, NodeObject.READY))
        .isPresent();
  }

  private boolean isHere(ObjectNode pod) {
    return Json.text(pod, "spec/nodeName").equals(node.name());
  }

  private void reconcile(ObjectKey key) {
    Optional<ObjectNode> pod =
        store.get(Resource.PODS, key.namespace(), key.name()).filter(this::isHere);
    RunningPod present = running.get(key);
    if (present != null && pod.filter(p -> Json.uid(p).equals(present.uid())).isEmpty()) {
      stop(key, present);
    }
    if (pod.isPresent()) {
      Optional<String> end = PodStatus.end(pod.get());
      if (end.isPresent()) {
        finish(key, pod.get(), end.get());
      } else if (!running.containsKey(key)) {
        start(key, pod.get());
      }
      settle(key, pod.get());
    }
  }

  private void start(ObjectKey key, ObjectNode pod) {
    if (Json.isDeleting(pod)) {
      return;
    }
    try {
      running.put(key, starter.start(pod));
    } catch (RuntimeException e) {
      report(key, PodStatus.failing(pod, e.getMessage()));
      throw e;
    }
  }

  private void finish(ObjectKey key, ObjectNode pod, String phase) {
    RunningPod present = running.get(key);
    if (present != null) {
      stop(key, present);
    }
    if (!Json.text(pod, "status/phase").equals(phase)) {
      report(key, PodStatus.ended(pod, phase));
    }
  }

  /** Reports what changed; ends what has had its time. */
  private void settle(ObjectKey key, ObjectNode pod) {
    RunningPod present = running.get(key);
    if (present != null) {
      boolean ready = PodStatus.ready(pod) && nodeIsReady();
      report(key, PodStatus.running(pod, present, node.addresses(), ready));
    }
    if (!Json.isDeleting(pod)) {
      return;
    }
    if (present != null) {
      Duration left = timeLeft(pod);
      if (left.isPositive()) {
        queue.addAfter(key, left);
        return;
      }
      stop(key, present);
    }
    remove(key, Json.uid(pod));
  }

  /** A second, shorter grace period counts; a longer one does not. */
  private Duration timeLeft(ObjectNode pod) {
    long grace = Json.number(pod, "metadata/deletionGracePeriodSeconds", 0);
    Instant now = Instant.now();
    Instant end = now.plusSeconds(grace);
    return Duration.between(now, ends.merge(Json.uid(pod), end, (a, b) -> a.isBefore(b) ? a : b));
  }

  private void stop(ObjectKey key, RunningPod present) {
    running.remove(key);
    ends.remove(present.uid());
    PodStarter.stop(present.undo());
  }

  private void report(ObjectKey key, ObjectNode status) {
    try {
      store.updateStatus(
          Resource.PODS,
          key.namespace(),
          key.name(),
          pod -> {
            pod.set("status", status);
            return pod;
          });
    } catch (ApiException e) {
      onlyIfGone(e);
    }
  }

  private void remove(ObjectKey key, String uid) {
    DeleteOptions options =
        new DeleteOptions(OptionalLong.of(0), false, Optional.of(uid), Optional.empty(), false);
    try {
      store.delete(Resource.PODS, key.namespace(), key.name(), options);
    } catch (ApiException e) {
      onlyIfGone(e);
    }
  }

  /** A pod may go or be replaced at any moment; the event that tells so is on its way. */
  private static void onlyIfGone(ApiException e) {
    if (e.code() != 404 && e.code() != 409) {
      throw e;
    }
  }

  @Override
  public void close() {
    watches.forEach(ObjectStore.Watch::close);
    queue.close();
  }
}
