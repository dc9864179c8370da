package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every object, the one revision counter and the event log. Not thread-safe: {@link ObjectStore}
 * holds the lock. Objects that are on the shelf are never changed, only replaced.
 */
final class Shelf {
  /** Where one object is. */
  record Ref(Resource resource, String namespace, String name) {}

  private final Map<String, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
  private final Map<String, Set<Ref>> dependants = new HashMap<>();
  private final EventLog log;
  private long revision = 1;

  Shelf(int eventLogSize) {
    this.log = new EventLog(eventLogSize, revision + 1);
  }

  long revision() {
    return revision;
  }

  EventLog log() {
    return log;
  }

  /** All objects of a kind by key; a live view. */
  NavigableMap<String, ObjectNode> all(Resource resource) {
    return objects.computeIfAbsent(resource.groupResource(), _ -> new TreeMap<>());
  }

  /** The part of {@link #all} in one namespace, or everything for the empty namespace. */
  NavigableMap<String, ObjectNode> in(Resource resource, String namespace) {
    NavigableMap<String, ObjectNode> all = all(resource);
    return namespace.isEmpty() ? all : all.subMap(namespace + "/", true, namespace + "0", false);
  }

  Optional<ObjectNode> get(Resource resource, String namespace, String name) {
    return Optional.ofNullable(all(resource).get(Resource.key(namespace, name)));
  }

  /** Stores {@code object} under the next revision and hands back what is now on the shelf. */
  ObjectNode put(Resource resource, ObjectNode object) {
    stamp(object);
    ObjectNode before = all(resource).put(Resource.key(object), object);
    WatchEvent.Type type = before == null ? WatchEvent.Type.ADDED : WatchEvent.Type.MODIFIED;
    if (before != null) {
      forgetOwners(resource, before);
    }
    rememberOwners(resource, object);
    record(new WatchEvent(type, resource, object), Optional.ofNullable(before));
    return object;
  }

  /** Takes the object away; the event carries its last state under the new revision. */
  ObjectNode remove(Resource resource, ObjectNode object) {
    ObjectNode before = all(resource).remove(Resource.key(object));
    forgetOwners(resource, before);
    ObjectNode last = before.deepCopy();
    stamp(last);
    record(new WatchEvent(WatchEvent.Type.DELETED, resource, last), Optional.of(before));
    return last;
  }

  /** The objects whose ownerReferences name this uid. */
  List<Ref> ownedBy(String uid) {
    return List.copyOf(dependants.getOrDefault(uid, Set.of()));
  }

  /** Whether any object is left in a namespace. */
  boolean empty(String namespace) {
    String from = namespace + "/";
    return objects.values().stream()
        .map(kind -> kind.ceilingKey(from))
        .noneMatch(key -> key != null && key.startsWith(from));
  }

  private void stamp(ObjectNode object) {
    Json.child(object, "metadata").put("resourceVersion", Long.toString(revision + 1));
  }

  private void record(WatchEvent event, Optional<ObjectNode> before) {
    revision++;
    log.add(new Change(revision, event, before));
  }

  private void rememberOwners(Resource resource, ObjectNode object) {
    for (ObjectNode owner : Json.objects(object, "metadata.ownerReferences")) {
      dependants.computeIfAbsent(uid(owner), _ -> new HashSet<>()).add(ref(resource, object));
    }
  }

  private void forgetOwners(Resource resource, ObjectNode object) {
    for (ObjectNode owner : Json.objects(object, "metadata.ownerReferences")) {
      dependants.computeIfPresent(
          uid(owner),
          (_, refs) -> {
            refs.remove(ref(resource, object));
            return refs.isEmpty() ? null : refs;
          });
    }
  }

  private static String uid(ObjectNode owner) {
    return Json.text(owner, "uid");
  }

  static Ref ref(Resource resource, ObjectNode object) {
    return new Ref(
        resource, Json.text(object, "metadata.namespace"), Json.text(object, "metadata.name"));
  }
}
