package io.weir.sandbox.api;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What a client wants to watch.
 *
 * @param from revision to go on from; negative begins with every object there is
 * @param tellInitialEnd whether the end of those objects is marked by a bookmark
 * @param bookmarks whether the client understands bookmarks
 */
record WatchRequest(
    Call call,
    Place place,
    Predicate<JsonNode> wanted,
    long from,
    boolean tellInitialEnd,
    boolean bookmarks,
    long timeoutSeconds) {
  private static final long DEFAULT_TIMEOUT_SECONDS = 1800;

  static WatchRequest of(Call call, Place place) {
    String name = place.name().isEmpty() ? "" : "metadata.name=" + place.name() + ",";
    Predicate<JsonNode> wanted =
        Selector.of(
            place.resource(),
            call.parameter("labelSelector"),
            name + call.parameter("fieldSelector"));
    boolean sendInitial = call.flag("sendInitialEvents");
    long revision = call.number("resourceVersion", 0);
    boolean bookmarks = call.flag("allowWatchBookmarks");
    if (sendInitial && !call.parameter("resourceVersionMatch").equals("NotOlderThan")) {
      throw ApiException.badRequest(
          "sendInitialEvents needs resourceVersionMatch=NotOlderThan on a watch");
    }
    long timeout = call.number("timeoutSeconds", 0);
    return new WatchRequest(
        call,
        place,
        wanted,
        sendInitial || revision == 0 ? -1 : revision,
        sendInitial && bookmarks,
        bookmarks,
        timeout > 0 ? timeout : DEFAULT_TIMEOUT_SECONDS);
  }
}
