package io.weir.sandbox.controller;

import io.weir.sandbox.api.DeleteOptions;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.api.Resource;
import io.weir.sandbox.api.WatchEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the EndpointSlices of every Service that has a selector. Slices of a Service that is gone
 * go with it: it owns them.
 */
public final class SliceController implements AutoCloseable {
  private final ObjectStore store;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>("slices", this::reconcile);
  private final Random random = new Random();
  private final List<ObjectStore.Watch> watches;

  /** Node to zone. */
  private final Map<String, String> zones = new ConcurrentHashMap<>();

  // Both belong to the store's event thread.
  private final Map<ObjectKey, Map<String, String>> selectors = new HashMap<>();
  private final Map<ObjectKey, Set<ObjectKey>> servicesOfPod = new HashMap<>();

  public SliceController(ObjectStore store) {
    this.store = store;
    this.watches =
        List.of(
            store.watch(Resource.NODES, this::nodeChanged),
            store.watch(Resource.SERVICES, this::serviceChanged),
            store.watch(Resource.PODS, this::podChanged),
            store.watch(Resource.ENDPOINT_SLICES, this::sliceChanged));
  }

  private void nodeChanged(WatchEvent event) {
    String node = Json.name(event.object());
    String zone =
        event.type() == WatchEvent.Type.DELETED
            ? ""
            : Json.map(event.object(), "metadata/labels").getOrDefault(ServiceEndpoints.ZONE, "");
    String before = zone.isEmpty() ? zones.remove(node) : zones.put(node, zone);
    if (!zone.equals(before == null ? "" : before)) {
      selectors.keySet().forEach(queue::add);
    }
  }

  private void serviceChanged(WatchEvent event) {
    ObjectKey service = ObjectKey.of(event.object());
    if (event.type() == WatchEvent.Type.DELETED) {
      selectors.remove(service);
      return;
    }
    selectors.put(service, Json.map(event.object(), "spec/selector"));
    queue.add(service);
  }

  /**
   * A pod concerns the Services that select it now and those that did before. One that goes
   * concerns those that select it too: they may be younger than its last event.
   */
  private void podChanged(WatchEvent event) {
    ObjectKey pod = ObjectKey.of(event.object());
    Map<String, String> labels = Json.map(event.object(), "metadata/labels");
    Set<ObjectKey> now = new HashSet<>();
    selectors.forEach((service, selector) -> {
      if (service.namespace().equals(pod.namespace())
          && !selector.isEmpty()
          && labels.entrySet().containsAll(selector.entrySet())) {
        now.add(service);
      }
    });
    boolean forget = now.isEmpty() || event.type() == WatchEvent.Type.DELETED;
    Set<ObjectKey> before = forget ? servicesOfPod.remove(pod) : servicesOfPod.put(pod, now);
    now.forEach(queue::add);
    if (before != null) {
      before.forEach(queue::add);
    }
  }

  private void sliceChanged(WatchEvent event) {
    String service = serviceOf(event.object());
    if (!service.isEmpty() && !SlicePlan.managed(List.of(event.object())).isEmpty()) {
      queue.add(new ObjectKey(Json.namespace(event.object()), service));
    }
  }

  private static String serviceOf(JsonNode slice) {
    return Json.at(slice, "metadata/labels").path(SlicePlan.SERVICE_NAME).asString("");
  }

  private void reconcile(ObjectKey key) {
    store
        .get(Resource.SERVICES, key.namespace(), key.name())
        .filter(service -> !Json.map(service, "spec/selector").isEmpty())
        .ifPresent(service -> apply(key, service));
  }

  private void apply(ObjectKey key, ObjectNode service) {
    List<ObjectNode> existing =
        store.list(Resource.ENDPOINT_SLICES, key.namespace()).stream()
            .filter(slice -> serviceOf(slice).equals(key.name()))
            .toList();
    SlicePlan plan =
        SlicePlan.of(
            new SlicePlan.Facts(
                service,
                store.list(Resource.PODS, key.namespace()),
                zones,
                existing,
                Instant.now(),
                random));
    plan.create().forEach(slice -> store.create(Resource.ENDPOINT_SLICES, slice));
    for (ObjectNode slice : plan.update()) {
      store.update(Resource.ENDPOINT_SLICES, key.namespace(), Json.name(slice), _ -> slice);
    }
    for (String name : plan.delete()) {
      store.delete(Resource.ENDPOINT_SLICES, key.namespace(), name, DeleteOptions.now());
    }
  }

  @Override
  public void close() {
    watches.forEach(ObjectStore.Watch::close);
    queue.close();
  }
}
