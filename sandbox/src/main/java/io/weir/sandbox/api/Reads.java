package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** GET of one object and of collections: selectors, pages, resourceVersion, tables. */
final class Reads {
  private static final int SCAN = 500;
  private final ObjectStore store;
  private final Views views;

  Reads(ObjectStore store, Views views) {
    this.store = store;
    this.views = views;
  }

  Answer get(Call call, Place place) {
    ObjectNode object = find(place);
    if (place.subresource().equals("scale")) {
      return Answer.ok(Scale.of(place.resource(), object));
    }
    if (!place.subresource().isEmpty() && !place.subresource().equals("status")) {
      throw ApiException.noSuchPath(call.path());
    }
    ObjectNode shown = views.outgoing(place.resource(), object);
    return Answer.ok(
        call.wantsTable() ? views.table(call, place.resource(), List.of(shown), true) : shown);
  }

  ObjectNode find(Place place) {
    return store
        .get(place.stored(), place.namespace(), place.name())
        .orElseThrow(() -> ApiException.notFound(place.resource(), place.name()));
  }

  /** A page of a list; which objects, from where and as of when. */
  private record Page(List<ObjectNode> objects, long revision, String next) {}

  Answer list(Call call, Place place) {
    Predicate<JsonNode> wanted =
        Selector.of(
            place.resource(), call.parameter("labelSelector"), call.parameter("fieldSelector"));
    Page page = page(call, place, wanted);
    List<ObjectNode> shown =
        page.objects().stream().map(o -> views.outgoing(place.resource(), o)).toList();
    ObjectNode list;
    if (call.wantsTable()) {
      list = views.table(call, place.resource(), shown, true);
    } else {
      list = Json.object();
      list.put("kind", place.resource().kind() + "List");
      list.put("apiVersion", place.resource().apiVersion());
      ArrayNode items = Json.array();
      shown.forEach(items::add);
      list.set("metadata", Json.object());
      list.set("items", items);
    }
    ObjectNode metadata = Json.child(list, "metadata");
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (!page.next().isEmpty()) {
      metadata.put("continue", page.next());
    }
    return Answer.ok(list);
  }

  private Page page(Call call, Place place, Predicate<JsonNode> wanted) {
    String token = call.parameter("continue");
    long limit = call.number("limit", 0);
    if (token.isEmpty()) {
      checkRevision(call);
    }
    if (limit <= 0 && token.isEmpty()) {
      ObjectStore.Snapshot all = store.snapshot(place.stored(), place.namespace());
      return new Page(all.objects().stream().filter(wanted).toList(), all.revision(), "");
    }
    return scan(place, wanted, Token.parse(token), limit <= 0 ? Integer.MAX_VALUE : limit);
  }

  /**
   * The pages of one list carry the revision of the first one: whoever then watches from there gets
   * every change that happened between the pages.
   */
  private Page scan(Place place, Predicate<JsonNode> wanted, Token token, long limit) {
    if (token.revision() > 0 && store.after(token.revision(), 1).isEmpty()) {
      throw ApiException.expired(
          "The provided continue parameter is too old to display a consistent list result: list"
              + " again without it");
    }
    List<ObjectNode> found = new ArrayList<>();
    String after = token.afterKey();
    long revision = token.revision();
    while (true) {
      ObjectStore.Snapshot part = store.page(place.stored(), place.namespace(), after, SCAN);
      revision = revision > 0 ? revision : part.revision();
      for (ObjectNode object : part.objects()) {
        if (wanted.test(object)) {
          if (found.size() == limit) {
            return new Page(found, revision, new Token(revision, after).text());
          }
          found.add(object);
        }
        after = Resource.key(object);
      }
      if (part.objects().size() < SCAN) {
        return new Page(found, revision, "");
      }
    }
  }

  private void checkRevision(Call call) {
    long asked = call.number("resourceVersion", 0);
    long current = store.revision();
    if (asked > current) {
      throw ApiException.tooLargeResourceVersion(asked, current);
    }
    if (call.parameter("resourceVersionMatch").equals("Exact") && asked < current) {
      throw ApiException.expired(
          "The resourceVersion for the provided list is too old: asked=%d current=%d"
              .formatted(asked, current));
    }
  }

  /** Where the next page begins. */
  private record Token(long revision, String afterKey) {
    static Token parse(String text) {
      if (text.isEmpty()) {
        return new Token(0, "");
      }
      try {
        byte[] plain = Base64.getUrlDecoder().decode(text);
        String[] parts = new String(plain, StandardCharsets.UTF_8).split(" ", 2);
        return new Token(Long.parseLong(parts[0]), parts[1]);
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
        throw ApiException.badRequest("continue key is not valid: continue=" + text);
      }
    }

    String text() {
      byte[] plain = (revision + " " + afterKey).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }
  }
}
