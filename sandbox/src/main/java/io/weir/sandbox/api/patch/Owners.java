package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code metadata.managedFields}: who owns which leaf. */
final class Owners {
  /** One manager's fields. */
  static final class Owner {
    private final ObjectNode entry;
    private final Set<List<String>> before;
    final Set<List<String>> fields;

    private Owner(ObjectNode entry, Set<List<String>> fields) {
      this.entry = entry;
      this.before = Set.copyOf(fields);
      this.fields = fields;
    }

    String manager() {
      return entry.path("manager").asString("");
    }

    /** {@code "kubectl" using v1}, as conflicts name an owner. */
    String shown() {
      String using = entry.path("apiVersion").asString("");
      return "\"" + manager() + "\"" + (isApply() ? "" : " using " + using);
    }

    boolean isApply() {
      return entry.path("operation").asString("").equals("Apply");
    }

    private boolean ofStatus() {
      return entry.has("subresource");
    }
  }

  private final List<Owner> owners = new ArrayList<>();

  Owners(ObjectNode object) {
    for (ObjectNode entry : Json.objects(object, "metadata.managedFields")) {
      owners.add(new Owner(entry.deepCopy(), FieldSet.decode(entry.path("fieldsV1"))));
    }
  }

  Iterable<Owner> all() {
    return owners;
  }

  /** The entry of this manager for this kind of write, made when there is none. */
  Owner of(String manager, boolean apply, String apiVersion) {
    for (Owner owner : owners) {
      if (owner.manager().equals(manager) && owner.isApply() == apply && !owner.ofStatus()) {
        return owner;
      }
    }
    ObjectNode entry = Json.object();
    entry.put("manager", manager).put("operation", apply ? "Apply" : "Update");
    entry.put("apiVersion", apiVersion).put("time", "").put("fieldsType", "FieldsV1");
    Owner owner = new Owner(entry, new LinkedHashSet<>());
    owners.add(owner);
    return owner;
  }

  boolean ownedByOthers(Owner self, List<String> path) {
    return owners.stream().anyMatch(o -> o != self && o.fields.contains(path));
  }

  /** Whether anybody else owns something inside the item that {@code path} names. */
  boolean othersInside(Owner self, List<String> item) {
    return owners.stream()
        .filter(o -> o != self)
        .flatMap(o -> o.fields.stream())
        .anyMatch(p -> p.size() > item.size() && p.subList(0, item.size()).equals(item));
  }

  /** Writes the entries; the time of an entry changes only with its fields. */
  void store(ObjectNode object, String now) {
    ArrayNode list = Json.array();
    for (Owner owner : owners) {
      if (owner.fields.isEmpty()) {
        continue;
      }
      if (!owner.fields.equals(owner.before)) {
        owner.entry.put("time", now);
        owner.entry.set("fieldsV1", FieldSet.encode(owner.fields));
      }
      list.add(owner.entry);
    }
    ObjectNode metadata = Json.child(object, "metadata");
    if (list.isEmpty()) {
      metadata.remove("managedFields");
    } else {
      metadata.set("managedFields", list);
    }
  }

  /** Says that {@code manager} wrote what differs between two states of an object. */
  static void written(ObjectNode old, ObjectNode next, String manager, String now) {
    JsonNode given = next.path("metadata").path("managedFields");
    JsonNode present = old.path("metadata").path("managedFields");
    if (!given.isMissingNode() && !given.equals(present)) {
      // The client rewrites the ownership itself: kubectl does when it moves to server-side apply.
      return;
    }
    Owners owners = new Owners(old);
    Set<List<String>> leaves = FieldSet.of(next);
    Set<List<String>> changed = new LinkedHashSet<>(leaves);
    changed.removeIf(path -> FieldPath.find(next, path).equals(FieldPath.find(old, path)));
    for (Owner owner : owners.all()) {
      owner.fields.retainAll(leaves);
      owner.fields.removeIf(path -> changed.contains(path) && !path.getLast().equals("."));
    }
    if (!changed.isEmpty()) {
      owners.of(manager, false, next.path("apiVersion").asString("")).fields.addAll(changed);
    }
    owners.store(next, now);
  }
}
