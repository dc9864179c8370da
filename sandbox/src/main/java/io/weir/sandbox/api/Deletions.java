package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** How objects leave: grace periods, finalizers, namespaces with their content, dependants. */
final class Deletions {
  private static final Set<String> LASTING = Set.of("default", "kube-system", "kube-public");
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final Shelf shelf;
  private final Catalog catalog;
  private final BiConsumer<Resource, ObjectNode> removed;

  /**
   * @param removed told of each object that is gone for good, to free what it held
   */
  Deletions(Shelf shelf, Catalog catalog, BiConsumer<Resource, ObjectNode> removed) {
    this.shelf = shelf;
    this.catalog = catalog;
    this.removed = removed;
  }

  /** Deletes or begins to delete; hands back the object's last or present state. */
  ObjectNode delete(Resource resource, ObjectNode object, DeleteOptions options) {
    String name = Json.text(object, "metadata.name");
    boolean namespace = resource.equals(Resource.NAMESPACES);
    if (namespace && LASTING.contains(name)) {
      throw ApiException.forbidden(resource, name, "this namespace may not be deleted");
    }
    checkPreconditions(resource, object, options);
    if (options.dryRun()) {
      return object;
    }
    long grace = grace(resource, object, options);
    if (namespace) {
      return endNamespace(object);
    }
    if (grace == 0 && !hasFinalizers(object)) {
      return remove(resource, object, options.orphan());
    }
    long already = object.path("metadata").path("deletionGracePeriodSeconds").asLong(-1);
    if (Metadata.isDeleted(object) && already <= grace) {
      return object;
    }
    return shelf.put(resource, marked(object, grace));
  }

  /** Removes an object whose deletion waited for this change. */
  ObjectNode settle(Resource resource, ObjectNode object) {
    boolean graceful = object.path("metadata").path("deletionGracePeriodSeconds").asLong(0) > 0;
    if (!Metadata.isDeleted(object) || hasFinalizers(object) || graceful) {
      return object;
    }
    if (resource.equals(Resource.NAMESPACES)) {
      return endNamespace(object);
    }
    return remove(resource, object, false);
  }

  private static ObjectNode marked(ObjectNode object, long grace) {
    ObjectNode marked = object.deepCopy();
    ObjectNode metadata = Json.child(marked, "metadata");
    metadata.put("deletionTimestamp", Metadata.inSeconds(grace));
    metadata.put("deletionGracePeriodSeconds", grace);
    return marked;
  }

  private static void checkPreconditions(
      Resource resource, ObjectNode object, DeleteOptions options) {
    String name = Json.text(object, "metadata.name");
    String uid = Json.text(object, "metadata.uid");
    if (options.uid().isPresent() && !options.uid().get().equals(uid)) {
      String why = "the UID in the precondition (%s) is not %s".formatted(options.uid().get(), uid);
      throw ApiException.conflict(resource, name, why);
    }
    String version = Json.text(object, "metadata.resourceVersion");
    if (options.resourceVersion().isPresent() && !options.resourceVersion().get().equals(version)) {
      throw ApiException.conflict(resource, name, "the object has changed to " + version);
    }
  }

  private static long grace(Resource resource, ObjectNode object, DeleteOptions options) {
    boolean runs =
        resource.equals(Resource.PODS)
            && !Json.text(object, "spec.nodeName").isEmpty()
            && !Set.of("Succeeded", "Failed").contains(Json.text(object, "status.phase"));
    if (!runs) {
      return 0;
    }
    long own = Json.at(object, "spec.terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
    return Math.max(0, options.gracePeriodSeconds().orElse(own));
  }

  private static boolean hasFinalizers(ObjectNode object) {
    return !object.path("metadata").path("finalizers").isEmpty();
  }

  private ObjectNode remove(Resource resource, ObjectNode object, boolean orphan) {
    ObjectNode last = shelf.remove(resource, object);
    removed.accept(resource, last);
    if (!orphan) {
      shelf.ownedBy(Json.text(object, "metadata.uid")).forEach(this::deleteIfThere);
    }
    if (resource.equals(Resource.CRDS)) {
      for (Resource served : catalog.servedBy(object)) {
        List.copyOf(shelf.all(served).values()).forEach(o -> deleteIfThere(Shelf.ref(served, o)));
      }
      catalog.unregister(object);
    }
    String namespace = Json.text(object, "metadata.namespace");
    shelf
        .get(Resource.NAMESPACES, "", namespace)
        .filter(Metadata::isDeleted)
        .ifPresent(this::removeWhenEmpty);
    return last;
  }

  private ObjectNode endNamespace(ObjectNode namespace) {
    ObjectNode ending = namespace;
    if (!Metadata.isDeleted(namespace)) {
      ending = marked(namespace, 0);
      Json.child(ending, "status").put("phase", "Terminating");
      shelf.put(Resource.NAMESPACES, ending);
    }
    String name = Json.text(namespace, "metadata.name");
    for (Resource kind : catalog.stored()) {
      if (kind.namespaced()) {
        List.copyOf(shelf.in(kind, name).values())
            .forEach(object -> deleteIfThere(Shelf.ref(kind, object)));
      }
    }
    ObjectNode present = shelf.get(Resource.NAMESPACES, "", name).orElse(ending);
    removeWhenEmpty(present);
    return present;
  }

  private void removeWhenEmpty(ObjectNode namespace) {
    String name = Json.text(namespace, "metadata.name");
    boolean there = shelf.get(Resource.NAMESPACES, "", name).isPresent();
    if (there && shelf.empty(name) && !hasFinalizers(namespace)) {
      removed.accept(Resource.NAMESPACES, shelf.remove(Resource.NAMESPACES, namespace));
    }
  }

  private void deleteIfThere(Shelf.Ref ref) {
    shelf
        .get(ref.resource(), ref.namespace(), ref.name())
        .ifPresent(object -> delete(ref.resource(), object, DeleteOptions.graceful()));
  }
}
