package io.weir.sandbox.controller;

import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.WatchEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Gives every pod without a node one. */
public final class SchedulerController implements AutoCloseable {
  private final ObjectStore store;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>("scheduler", this::reconcile);
  private final List<ObjectStore.Watch> watches;

  public SchedulerController(ObjectStore store) {
    this.store = store;
    this.watches =
        List.of(
            store.watch(Resource.PODS, this::podChanged),
            store.watch(
                Resource.NODES, _ -> store.list(Resource.PODS, "").forEach(this::consider)));
  }

  private void podChanged(WatchEvent event) {
    if (event.type() != WatchEvent.Type.DELETED) {
      consider(event.object());
    }
  }

  private void consider(ObjectNode pod) {
    if (Json.text(pod, "spec/nodeName").isEmpty()) {
      queue.add(ObjectKey.of(pod));
    }
  }

  private void reconcile(ObjectKey key) {
    Optional<ObjectNode> pod = store.get(Resource.PODS, key.namespace(), key.name());
    if (pod.isEmpty() || !Json.text(pod.get(), "spec/nodeName").isEmpty()) {
      return;
    }
    Map<String, Integer> podsOn = new HashMap<>();
    store
        .list(Resource.PODS, "")
        .forEach(p -> podsOn.merge(Json.text(p, "spec/nodeName"), 1, Integer::sum));
    Optional<String> node = Scheduler.choose(pod.get(), store.list(Resource.NODES, ""), podsOn);
    if (node.isPresent()) {
      store.update(
          Resource.PODS,
          key.namespace(),
          key.name(),
          present -> {
            present.withObject("/spec").put("nodeName", node.get());
            return present;
          });
    } else {
      store.updateStatus(Resource.PODS, key.namespace(), key.name(), SchedulerController::refused);
    }
  }

  @Override
  public void close() {
    watches.forEach(ObjectStore.Watch::close);
    queue.close();
  }

  /** What a pod that no node admits shows. */
  private static ObjectNode refused(ObjectNode pod) {
    ObjectNode status = pod.withObject("/status");
    status.put("phase", "Pending");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "False")
        .put("reason", "Unschedulable")
        .put("message", "no schedulable node has the labels of spec.nodeSelector");
    return pod;
  }
}
