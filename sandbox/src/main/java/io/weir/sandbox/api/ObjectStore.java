package io.weir.sandbox.api;

import io.weir.sandbox.api.admission.Admission;
import io.weir.sandbox.api.admission.AdmissionOptions;
import io.weir.sandbox.api.admission.Rejected;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every object of the cluster, in memory. Thread-safe: one lock, one resourceVersion counter.
 *
 * <p>Objects handed out are <b>read-only</b>: they are the stored trees themselves, shared by all
 * readers. Copy ({@code deepCopy()}) before changing one. Objects handed in are copied.
 */
public final class ObjectStore implements AutoCloseable {
  private final Object lock = new Object();
  private final ApiOptions options;
  private final Catalog catalog = new Catalog();
  private final Shelf shelf;
  private final Admission admission;
  private final Deletions deletions;
  private final Subscriptions subscriptions;
  private final Set<Runnable> wakers = new CopyOnWriteArraySet<>();

  /** A watch inside this process. */
  public interface Watch extends AutoCloseable {
    /** No event is delivered after the one that is being delivered now. */
    @Override
    void close();
  }

  /** Objects of one kind as they were at one revision, in order of namespace and name. */
  record Snapshot(long revision, List<ObjectNode> objects) {}

  /** Which part of an object a write may change. */
  enum Part {
    MAIN,
    STATUS
  }

  /** A store with the namespaces every cluster has and, if asked for, the kubernetes Service. */
  public ObjectStore(ApiOptions options) {
    this.options = options;
    this.shelf = new Shelf(options.eventLogSize());
    this.admission =
        new Admission(
            new AdmissionOptions(
                options.serviceCidrs(),
                options.firstNodePort(),
                options.lastNodePort(),
                options.validation()));
    this.deletions =
        new Deletions(shelf, catalog, (r, o) -> admission.removed(r.groupResource(), o));
    this.subscriptions = new Subscriptions(this);
    Bootstrap.fill(this, options);
  }

  Catalog catalog() {
    return catalog;
  }

  /** The object, read-only. */
  public Optional<ObjectNode> get(Resource resource, String namespace, String name) {
    synchronized (lock) {
      return shelf.get(resource, namespace, name);
    }
  }

  /** All objects of a kind in one namespace, or everywhere for the empty namespace; read-only. */
  public List<ObjectNode> list(Resource resource, String namespaceOrEmptyForAll) {
    return snapshot(resource, namespaceOrEmptyForAll).objects();
  }

  Snapshot snapshot(Resource resource, String namespace) {
    synchronized (lock) {
      return new Snapshot(shelf.revision(), List.copyOf(shelf.in(resource, namespace).values()));
    }
  }

  /** At most {@code limit} objects whose key comes after {@code afterKey}. */
  Snapshot page(Resource resource, String namespace, String afterKey, int limit) {
    synchronized (lock) {
      NavigableMap<String, ObjectNode> all = shelf.in(resource, namespace);
      NavigableMap<String, ObjectNode> rest =
          afterKey.isEmpty() ? all : all.tailMap(afterKey, false);
      return new Snapshot(shelf.revision(), rest.values().stream().limit(limit).toList());
    }
  }

  /**
   * Stores a new object, completed by defaults and allocation.
   *
   * @return the stored object, read-only
   * @throws ApiException AlreadyExists, Invalid, or NotFound for its namespace
   */
  public ObjectNode create(Resource resource, ObjectNode object) {
    return create(resource, object, false);
  }

  ObjectNode create(Resource resource, ObjectNode object, boolean dryRun) {
    ObjectNode created = object.deepCopy();
    Metadata.begin(resource, created, options.validation());
    String name = Json.text(created, "metadata.name");
    String namespace = Json.text(created, "metadata.namespace");
    synchronized (lock) {
      checkNamespace(resource, namespace, name);
      if (shelf.get(resource, namespace, name).isPresent()) {
        throw ApiException.alreadyExists(resource, name);
      }
      admit(resource, name, () -> admission.create(resource.groupResource(), created));
      if (dryRun) {
        return created;
      }
      commit(resource, created);
    }
    changed();
    return created;
  }

  /**
   * Changes everything but the status. The function gets a copy that it may change and hand back;
   * it runs under the store's lock, so there is no conflict to retry: it must be quick.
   *
   * @return the stored object, read-only; the present one when nothing changed
   * @throws ApiException NotFound, Invalid, or Conflict when the function sets an older
   *     resourceVersion
   */
  public ObjectNode update(
      Resource resource, String namespace, String name, UnaryOperator<ObjectNode> change) {
    return write(resource, new Target(namespace, name, Part.MAIN, false), change);
  }

  /** Changes only the status; otherwise as {@link #update}. */
  public ObjectNode updateStatus(
      Resource resource, String namespace, String name, UnaryOperator<ObjectNode> change) {
    return write(resource, new Target(namespace, name, Part.STATUS, false), change);
  }

  /** What a write is about. */
  record Target(String namespace, String name, Part part, boolean dryRun) {}

  ObjectNode write(Resource resource, Target target, UnaryOperator<ObjectNode> change) {
    ObjectNode stored;
    synchronized (lock) {
      ObjectNode old =
          shelf
              .get(resource, target.namespace(), target.name())
              .orElseThrow(() -> ApiException.notFound(resource, target.name()));
      ObjectNode next = next(resource, old, change.apply(old.deepCopy()), target.part());
      admit(resource, target.name(), () -> admission.update(resource.groupResource(), old, next));
      Metadata.countGeneration(resource, old, next);
      if (next.equals(old) || target.dryRun()) {
        return next;
      }
      stored = deletions.settle(resource, commit(resource, next));
    }
    changed();
    return stored;
  }

  private static ObjectNode next(Resource resource, ObjectNode old, ObjectNode given, Part part) {
    String version = Json.text(given, "metadata.resourceVersion");
    if (!version.isEmpty() && !version.equals(Json.text(old, "metadata.resourceVersion"))) {
      String why =
          "the object has been modified; please apply your changes to the latest version and try"
              + " again";
      throw ApiException.conflict(resource, Json.text(old, "metadata.name"), why);
    }
    ObjectNode next = given;
    if (part == Part.STATUS) {
      next = old.deepCopy();
      next.set("status", given.path("status").isObject() ? given.get("status") : Json.object());
      if (given.path("metadata").has("managedFields")) {
        Json.child(next, "metadata")
            .set("managedFields", given.path("metadata").get("managedFields"));
      }
    } else if (resource.subresources().contains("status")) {
      next.remove("status");
      if (old.has("status")) {
        next.set("status", old.get("status"));
      }
    }
    Metadata.carryOver(resource, old, next);
    return next;
  }

  /**
   * Deletes, or begins to: a running Pod stays with its deletionTimestamp until its runner deletes
   * it with {@link DeleteOptions#now}; an object with finalizers until they are gone.
   *
   * @throws ApiException NotFound, Conflict, Forbidden
   */
  public ObjectNode delete(
      Resource resource, String namespace, String name, DeleteOptions deleteOptions) {
    ObjectNode last;
    synchronized (lock) {
      ObjectNode object =
          shelf
              .get(resource, namespace, name)
              .orElseThrow(() -> ApiException.notFound(resource, name));
      last = deletions.delete(resource, object, deleteOptions);
    }
    changed();
    return last;
  }

  /**
   * Tells the listener first of every object there is ({@code ADDED}), then of every change, in
   * order, on the one thread that serves all listeners. A listener that falls behind the event log
   * is told the difference instead of every step.
   */
  public Watch watch(Resource resource, Consumer<WatchEvent> listener) {
    return subscriptions.add(resource, listener);
  }

  /** Changes after a revision, at most {@code limit}; empty when the log has rolled over it. */
  Optional<List<Change>> after(long revision, int limit) {
    synchronized (lock) {
      return shelf.log().after(revision, limit);
    }
  }

  long revision() {
    synchronized (lock) {
      return shelf.revision();
    }
  }

  /** Calls {@code waker} after each write, outside the lock; it must only signal. */
  Watch onChange(Runnable waker) {
    wakers.add(waker);
    return () -> wakers.remove(waker);
  }

  private void changed() {
    subscriptions.changed();
    wakers.forEach(Runnable::run);
  }

  private ObjectNode commit(Resource resource, ObjectNode object) {
    ObjectNode stored = shelf.put(resource, object);
    admission.stored(resource.groupResource(), stored);
    if (resource.equals(Resource.CRDS)) {
      catalog.register(stored);
    }
    return stored;
  }

  private void checkNamespace(Resource resource, String namespace, String name) {
    if (!resource.namespaced()) {
      return;
    }
    ObjectNode found =
        shelf
            .get(Resource.NAMESPACES, "", namespace)
            .orElseThrow(() -> ApiException.notFound(Resource.NAMESPACES, namespace));
    if (Metadata.isDeleted(found)) {
      String why =
          "unable to create new content in namespace %s because it is being terminated"
              .formatted(namespace);
      throw ApiException.forbidden(resource, name, why);
    }
  }

  private static void admit(Resource resource, String name, Runnable rules) {
    try {
      rules.run();
    } catch (Rejected e) {
      List<ApiException.Cause> causes =
          e.faults().stream()
              .map(f -> new ApiException.Cause(f.reason(), f.message(), f.field()))
              .toList();
      throw ApiException.invalid(resource, name, causes);
    }
  }

  @Override
  public void close() {
    subscriptions.close();
  }
}
