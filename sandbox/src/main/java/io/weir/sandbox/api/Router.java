package io.weir.sandbox.api;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** From a request to its answer. */
final class Router {
  private static final System.Logger LOG = System.getLogger(Router.class.getName());

  /** What becomes of a request. */
  sealed interface Outcome {}

  record Reply(Answer answer) implements Outcome {}

  record Stream(WatchRequest request) implements Outcome {}

  private final ObjectStore store;
  private final Views views;
  private final Reads reads;
  private final Writes writes;
  private final Discovery discovery;
  private final OpenApi openApi;

  Router(ObjectStore store) {
    this.store = store;
    this.views = new Views(store);
    this.reads = new Reads(store, views);
    this.writes = new Writes(store, views);
    this.discovery = new Discovery(store.catalog());
    this.openApi = new OpenApi(store);
  }

  WatchStream watch(WatchRequest request, WatchStream.Sink sink) {
    return new WatchStream(store, views, request, sink);
  }

  /**
   * Never throws: a fault is a Status object, an unexpected one is logged and answered with 500.
   */
  Outcome route(Call call) {
    try {
      return outcome(call);
    } catch (ApiException e) {
      return new Reply(Answer.json(e.code(), e.status()));
    } catch (IllegalArgumentException e) {
      String message = Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
      return new Reply(Answer.json(400, ApiException.badRequest(message).status()));
    } catch (RuntimeException e) {
      String what = "cannot answer %s %s".formatted(call.method(), call.path());
      LOG.log(System.Logger.Level.ERROR, what, e);
      ObjectNode status = ApiException.of(500, "InternalError", what + ": " + e).status();
      return new Reply(Answer.json(500, status));
    }
  }

  private Outcome outcome(Call call) {
    Optional<Answer> fixed = discovery.answer(call).or(() -> openApi.answer(call));
    if (fixed.isPresent()) {
      return new Reply(fixed.get());
    }
    Optional<Answer> review = Reviews.answer(call);
    if (review.isPresent()) {
      return new Reply(review.get());
    }
    Place place =
        Place.of(call.segments(), store.catalog())
            .orElseThrow(() -> ApiException.noSuchPath(call.path()));
    if (!place.namespace().isEmpty() && !place.resource().namespaced()) {
      throw ApiException.noSuchPath(call.path());
    }
    if (call.method().equals("GET")) {
      return get(call, place);
    }
    return new Reply(writes.answer(call, place));
  }

  private Outcome get(Call call, Place place) {
    if (call.flag("watch")) {
      return new Stream(WatchRequest.of(call, place));
    }
    return new Reply(place.name().isEmpty() ? reads.list(call, place) : reads.get(call, place));
  }
}
