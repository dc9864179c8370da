package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import io.weir.sandbox.api.patch.ServerSideApply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** POST, PUT, PATCH and DELETE. */
final class Writes {
  private final ObjectStore store;
  private final Views views;
  private final Patches patches;

  Writes(ObjectStore store, Views views) {
    this.store = store;
    this.views = views;
    this.patches = new Patches(store);
  }

  Answer answer(Call call, Place place) {
    String target = place.name().isEmpty() ? "all" : place.subresource().isEmpty() ? "one" : "part";
    return switch (call.method() + " " + target) {
      case "POST all" -> create(call, place);
      case "POST part" -> evict(place);
      case "PUT one", "PUT part" -> replace(call, place);
      case "PATCH one", "PATCH part" -> patch(call, place);
      case "DELETE all" -> deleteAll(call, place);
      case "DELETE one" -> delete(call, place);
      default -> throw ApiException.methodNotAllowed(call.method());
    };
  }

  private Answer create(Call call, Place place) {
    ObjectNode object = incoming(place, Bodies.read(call));
    ServerSideApply.noteWrite(Json.object(), object, call.fieldManager(), Metadata.now());
    ObjectNode created = store.create(place.stored(), object, call.dryRun());
    return Answer.json(201, views.outgoing(place.resource(), created));
  }

  /** Checks that body and path agree, and completes the body from the path. */
  static ObjectNode incoming(Place place, ObjectNode body) {
    Resource resource = place.resource();
    String kind = Json.text(body, "kind");
    String apiVersion = Json.text(body, "apiVersion");
    if (!kind.isEmpty() && !kind.equals(resource.kind())
        || !apiVersion.isEmpty() && !apiVersion.equals(resource.apiVersion())) {
      throw ApiException.badRequest(
          "the body is a %s of %s, the path takes a %s of %s"
              .formatted(kind, apiVersion, resource.kind(), resource.apiVersion()));
    }
    ObjectNode object =
        resource.equals(Catalog.EVENTS_OF_GROUP) ? EventSpelling.toCore(body) : body;
    Resource stored = place.stored();
    object.put("apiVersion", stored.apiVersion()).put("kind", stored.kind());
    ObjectNode metadata = Json.child(object, "metadata");
    if (resource.namespaced()) {
      agree(place.namespace(), metadata, "namespace");
      metadata.put("namespace", place.namespace());
    }
    if (!place.name().isEmpty()) {
      agree(place.name(), metadata, "name");
      metadata.put("name", place.name());
    }
    return object;
  }

  private static void agree(String inPath, ObjectNode metadata, String field) {
    String given = metadata.path(field).asString("");
    if (!given.isEmpty() && !given.equals(inPath)) {
      throw ApiException.badRequest(
          "the %s of the provided object does not match the %s sent on the request: %s, %s"
              .formatted(field, field, given, inPath));
    }
  }

  private Answer replace(Call call, Place place) {
    if (place.subresource().equals("scale")) {
      return scaled(call, place, Bodies.read(call));
    }
    ObjectNode body = incoming(place, Bodies.read(call));
    ObjectNode stored =
        store.write(place.stored(), target(call, place), old -> noted(call, old, body.deepCopy()));
    return Answer.ok(views.outgoing(place.resource(), stored));
  }

  private Answer scaled(Call call, Place place, ObjectNode scale) {
    ObjectNode stored =
        store.write(
            place.stored(),
            new ObjectStore.Target(
                place.namespace(), place.name(), ObjectStore.Part.MAIN, call.dryRun()),
            object -> Scale.into(object, scale));
    return Answer.ok(Scale.of(place.resource(), stored));
  }

  private static ObjectNode noted(Call call, ObjectNode old, ObjectNode next) {
    ObjectNode metadata = Json.child(next, "metadata");
    JsonNode owners = old.path("metadata").path("managedFields");
    if (!metadata.has("managedFields") && !owners.isMissingNode()) {
      metadata.set("managedFields", owners);
    }
    ServerSideApply.noteWrite(old, next, call.fieldManager(), Metadata.now());
    return next;
  }

  private Answer patch(Call call, Place place) {
    if (place.subresource().equals("scale")) {
      ObjectNode object =
          store
              .get(place.stored(), place.namespace(), place.name())
              .orElseThrow(() -> ApiException.notFound(place.resource(), place.name()));
      ObjectNode scale = Scale.of(place.resource(), object);
      Json.child(scale, "metadata").remove("resourceVersion");
      return scaled(call, place, patches.patched(call, place, scale));
    }
    if (call.contentType().equals(Patches.APPLY)) {
      return patches.apply(call, place, target(call, place), views);
    }
    ObjectNode stored =
        store.write(
            place.stored(),
            target(call, place),
            old -> noted(call, old, patches.patched(call, place, old.deepCopy())));
    return Answer.ok(views.outgoing(place.resource(), stored));
  }

  private static ObjectStore.Target target(Call call, Place place) {
    ObjectStore.Part part =
        switch (place.subresource()) {
          case "", "finalize" -> ObjectStore.Part.MAIN;
          case "status" -> ObjectStore.Part.STATUS;
          default -> throw ApiException.noSuchPath(call.path());
        };
    return new ObjectStore.Target(place.namespace(), place.name(), part, call.dryRun());
  }

  private Answer delete(Call call, Place place) {
    ObjectNode last = store.delete(place.stored(), place.namespace(), place.name(), options(call));
    boolean stays = store.get(place.stored(), place.namespace(), place.name()).isPresent();
    if (stays) {
      return Answer.ok(views.outgoing(place.resource(), last));
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", place.name()).put("kind", place.resource().plural());
    details.put("uid", Json.text(last, "metadata.uid"));
    return Answer.ok(status);
  }

  private Answer deleteAll(Call call, Place place) {
    Predicate<JsonNode> wanted =
        Selector.of(
            place.resource(), call.parameter("labelSelector"), call.parameter("fieldSelector"));
    ObjectNode list = Json.object();
    list.put("kind", place.resource().kind() + "List");
    list.put("apiVersion", place.resource().apiVersion()).putObject("metadata");
    list.putArray("items");
    List<ObjectNode> found =
        store.list(place.stored(), place.namespace()).stream().filter(wanted).toList();
    DeleteOptions options = options(call);
    for (ObjectNode object : found) {
      Shelf.Ref ref = Shelf.ref(place.stored(), object);
      try {
        store.delete(ref.resource(), ref.namespace(), ref.name(), options);
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    return Answer.ok(list);
  }

  private Answer evict(Place place) {
    if (!place.resource().equals(Resource.PODS) || !place.subresource().equals("eviction")) {
      throw ApiException.noSuchPath(place.resource().plural() + "/" + place.subresource());
    }
    store.delete(Resource.PODS, place.namespace(), place.name(), DeleteOptions.graceful());
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
    return Answer.json(201, status);
  }

  private static DeleteOptions options(Call call) {
    ObjectNode body = call.body().length == 0 ? Json.object() : Bodies.read(call);
    long grace = call.number("gracePeriodSeconds", body.path("gracePeriodSeconds").asLong(-1));
    String propagation = call.parameter("propagationPolicy");
    propagation = propagation.isEmpty() ? Json.text(body, "propagationPolicy") : propagation;
    boolean dryRun =
        call.dryRun()
            || body.path("dryRun").valueStream().anyMatch(d -> d.asString("").equals("All"));
    return new DeleteOptions(
        grace < 0 ? OptionalLong.empty() : OptionalLong.of(grace),
        propagation.equals("Orphan"),
        present(Json.text(body, "preconditions.uid")),
        present(Json.text(body, "preconditions.resourceVersion")),
        dryRun);
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
