package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply: merge what a manager wants, drop what it no longer wants, keep the rest. */
public final class ServerSideApply {

  /** Another manager owns a field and wants another value. */
  public static final class FieldConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Entry> entries;

    FieldConflict(List<Entry> entries) {
      super(entries.toString());
      this.entries = List.copyOf(entries);
    }

    /**
     * @param owner such as {@code "kubectl-edit" using v1}
     * @param field such as {@code .spec.type}
     */
    public record Entry(String owner, String field) {}

    public List<Entry> entries() {
      return entries;
    }
  }

  /**
   * Who applies.
   *
   * @param manager the field manager
   * @param force take over the fields of others instead of refusing
   * @param now the time of the write
   */
  public record Applier(String manager, boolean force, String now) {}

  private ServerSideApply() {}

  /**
   * The next state of {@code live} (an empty object when there is none) once {@code wanted} is
   * applied; both stay as they are.
   *
   * @throws FieldConflict when others own fields with other values and force is not set
   */
  public static ObjectNode apply(ObjectNode live, ObjectNode wanted, Applier applier) {
    String apiVersion = wanted.path("apiVersion").asString("");
    Owners owners = new Owners(live);
    Owners.Owner self = owners.of(applier.manager(), true, apiVersion);
    Set<List<String>> applied = FieldSet.of(wanted);
    settleConflicts(live, wanted, owners, self, applied, applier.force());

    ObjectNode next = live.deepCopy();
    next.put("apiVersion", apiVersion).set("kind", wanted.path("kind"));
    wanted.forEachEntry((name, value) -> merge(wanted, next, name, value, List.of()));
    drop(next, owners, self, applied);
    self.fields.clear();
    self.fields.addAll(applied);
    owners.store(next, applier.now());
    return next;
  }

  /** The state after a plain write, with what it changed noted as the manager's. */
  public static void noteWrite(ObjectNode old, ObjectNode next, String manager, String now) {
    Owners.written(old, next, manager, now);
  }

  private static void settleConflicts(
      ObjectNode live,
      ObjectNode wanted,
      Owners owners,
      Owners.Owner self,
      Set<List<String>> applied,
      boolean force) {
    List<FieldConflict.Entry> conflicts = new ArrayList<>();
    for (List<String> path : applied) {
      JsonNode present = FieldPath.find(live, path);
      boolean differs =
          !path.getLast().equals(".")
              && !present.isMissingNode()
              && !present.equals(FieldPath.find(wanted, path));
      for (Owners.Owner owner : owners.all()) {
        if (differs && owner != self && owner.fields.contains(path)) {
          conflicts.add(new FieldConflict.Entry(owner.shown(), FieldSet.shown(path)));
          owner.fields.remove(path);
        }
      }
    }
    if (!conflicts.isEmpty() && !force) {
      throw new FieldConflict(conflicts);
    }
  }

  private static void merge(
      ObjectNode root, ObjectNode target, String name, JsonNode value, List<String> path) {
    List<String> here = Stream.concat(path.stream(), Stream.of("f:" + name)).toList();
    if (here.equals(List.of("f:metadata", "f:managedFields"))) {
      return;
    }
    List<String> keys = FieldSet.keys(root.path("kind").asString(""), here);
    switch (value) {
      case ObjectNode object -> {
        ObjectNode child = Json.child(target, name);
        object.forEachEntry((field, v) -> merge(root, child, field, v, here));
      }
      case ArrayNode items when !keys.isEmpty() -> mergeItems(root, target, name, items, here);
      case JsonNode nothing when nothing.isNull() -> {}
      default -> target.set(name, value.deepCopy());
    }
  }

  private static void mergeItems(
      ObjectNode root, ObjectNode target, String name, ArrayNode items, List<String> path) {
    ArrayNode list = target.get(name) instanceof ArrayNode a ? a : target.putArray(name);
    List<String> keys = FieldSet.keys(root.path("kind").asString(""), path);
    for (JsonNode item : items) {
      List<String> at =
          Stream.concat(path.stream(), Stream.of(FieldSet.itemKey(keys, item))).toList();
      ObjectNode found =
          list.valueStream()
              .filter(ObjectNode.class::isInstance)
              .map(ObjectNode.class::cast)
              .filter(o -> FieldSet.itemKey(keys, o).equals(at.getLast()))
              .findFirst()
              .orElseGet(list::addObject);
      item.forEachEntry((field, v) -> merge(root, found, field, v, at));
    }
  }

  private static void drop(
      ObjectNode next, Owners owners, Owners.Owner self, Set<List<String>> applied) {
    Set<List<String>> gone = new LinkedHashSet<>(self.fields);
    gone.removeAll(applied);
    // What was an empty object may have got fields since.
    gone.removeIf(path -> applied.stream().anyMatch(a -> isBelow(path, a)));
    gone.removeIf(path -> owners.ownedByOthers(self, path));
    for (List<String> path : gone) {
      boolean item = path.getLast().equals(".");
      if (!item || !owners.othersInside(self, path.subList(0, path.size() - 1))) {
        FieldPath.remove(next, path);
      }
    }
  }

  private static boolean isBelow(List<String> path, List<String> other) {
    return other.size() > path.size() && other.subList(0, path.size()).equals(path);
  }
}
