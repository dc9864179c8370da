package io.weir.sandbox.controller;

import io.weir.sandbox.api.DeleteOptions;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.WatchEvent;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the pods of Deployments and DaemonSets. Pods of one that is gone go with it. */
public final class WorkloadController implements AutoCloseable {
  private final ObjectStore store;
  private final WorkQueue<Owner> queue = new WorkQueue<>("workloads", this::reconcile);
  private final Random random = new Random();
  private final List<ObjectStore.Watch> watches;

  private record Owner(Resource kind, ObjectKey key) {
    @Override
    public String toString() {
      return kind.kind() + " " + key;
    }
  }

  public WorkloadController(ObjectStore store) {
    this.store = store;
    this.watches =
        List.of(
            store.watch(Resource.DEPLOYMENTS, this::ownerChanged),
            store.watch(Resource.DAEMON_SETS, this::ownerChanged),
            store.watch(Resource.PODS, this::podChanged),
            store.watch(Resource.NODES, _ -> allDaemonSets()));
  }

  private void ownerChanged(WatchEvent event) {
    if (event.type() != WatchEvent.Type.DELETED) {
      queue.add(new Owner(event.resource(), ObjectKey.of(event.object())));
    }
  }

  private void podChanged(WatchEvent event) {
    String namespace = Json.namespace(event.object());
    Json.controller(event.object())
        .ifPresent(owner -> {
          ObjectKey key = new ObjectKey(namespace, Json.text(owner, "name"));
          switch (Json.text(owner, "kind")) {
            case "Deployment" -> queue.add(new Owner(Resource.DEPLOYMENTS, key));
            case "DaemonSet" -> queue.add(new Owner(Resource.DAEMON_SETS, key));
            default -> {}
          }
        });
  }

  private void allDaemonSets() {
    store
        .list(Resource.DAEMON_SETS, "")
        .forEach(set -> queue.add(new Owner(Resource.DAEMON_SETS, ObjectKey.of(set))));
  }

  private void reconcile(Owner owner) {
    store
        .get(owner.kind(), owner.key().namespace(), owner.key().name())
        .filter(object -> !Json.isDeleting(object))
        .ifPresent(object -> apply(owner, object));
  }

  private void apply(Owner owner, ObjectNode object) {
    String namespace = owner.key().namespace();
    List<ObjectNode> pods = store.list(Resource.PODS, namespace);
    Workload step =
        owner.kind().equals(Resource.DEPLOYMENTS)
            ? Workload.deployment(object, pods, random)
            : Workload.daemonSet(object, pods, store.list(Resource.NODES, ""), random);
    step.create().forEach(pod -> store.create(Resource.PODS, pod));
    for (String pod : step.delete()) {
      store.delete(Resource.PODS, namespace, pod, DeleteOptions.graceful());
    }
    store.updateStatus(
        owner.kind(),
        namespace,
        owner.key().name(),
        present -> {
          present.set("status", step.status());
          return present;
        });
  }

  @Override
  public void close() {
    watches.forEach(ObjectStore.Watch::close);
    queue.close();
  }
}
