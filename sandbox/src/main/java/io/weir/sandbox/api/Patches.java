package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.api.patch.JsonPatch;
import io.weir.sandbox.api.patch.MergePatch;
import io.weir.sandbox.api.patch.ServerSideApply;
import io.weir.sandbox.api.patch.StrategicPatch;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The four patch kinds by content type. */
final class Patches {
  static final String APPLY = "application/apply-patch+yaml";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private final ObjectStore store;

  Patches(ObjectStore store) {
    this.store = store;
  }

  /** The object, changed in place, after a patch that is not an apply. */
  ObjectNode patched(Call call, Place place, ObjectNode object) {
    ObjectNode spelled =
        place.resource().equals(Catalog.EVENTS_OF_GROUP) ? EventSpelling.toGroup(object) : object;
    ObjectNode next =
        switch (call.contentType()) {
          case "application/json-patch+json" -> JsonPatch.apply(spelled, Json.parse(call.body()));
          case "application/merge-patch+json" ->
              MergePatch.apply(spelled, Bodies.object(Json.parse(call.body())));
          case STRATEGIC -> strategic(call, place.resource(), spelled);
          default -> throw ApiException.unsupportedMediaType(call.contentType());
        };
    return place.resource().equals(Catalog.EVENTS_OF_GROUP) ? EventSpelling.toCore(next) : next;
  }

  /** Only built-in kinds have the types that tell how their lists merge. */
  private ObjectNode strategic(Call call, Resource resource, ObjectNode object) {
    if (!isBuiltIn(resource)) {
      throw ApiException.unsupportedMediaType(call.contentType());
    }
    return StrategicPatch.apply(resource.kind(), object, Bodies.object(Json.parse(call.body())));
  }

  private boolean isBuiltIn(Resource resource) {
    return store.get(Resource.CRDS, "", resource.groupResource()).isEmpty();
  }

  /** Server-side apply: creates what is not there. */
  Answer apply(Call call, Place place, ObjectStore.Target target, Views views) {
    ObjectNode wanted = Writes.incoming(place, Bodies.read(call));
    if (call.parameter("fieldManager").isEmpty()) {
      throw ApiException.badRequest("fieldManager is required for apply patch");
    }
    ServerSideApply.Applier applier =
        new ServerSideApply.Applier(call.fieldManager(), call.flag("force"), Metadata.now());
    try {
      if (store.get(place.stored(), place.namespace(), place.name()).isEmpty()) {
        return created(place, target, wanted, applier, views);
      }
      ObjectNode stored =
          store.write(place.stored(), target, old -> ServerSideApply.apply(old, wanted, applier));
      return Answer.ok(views.outgoing(place.resource(), stored));
    } catch (ServerSideApply.FieldConflict e) {
      throw ApiException.applyConflict(causes(e));
    }
  }

  private Answer created(
      Place place,
      ObjectStore.Target target,
      ObjectNode wanted,
      ServerSideApply.Applier applier,
      Views views) {
    ObjectNode next = ServerSideApply.apply(Json.object(), wanted, applier);
    ObjectNode stored = store.create(place.stored(), next, target.dryRun());
    return Answer.json(201, views.outgoing(place.resource(), stored));
  }

  private static List<ApiException.Cause> causes(ServerSideApply.FieldConflict conflict) {
    return conflict.entries().stream()
        .map(e ->
            new ApiException.Cause("FieldManagerConflict", "conflict with " + e.owner(), e.field()))
        .toList();
  }
}
