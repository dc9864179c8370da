package io.weir.agent.http;

import static io.weir.agent.http.LoopReplies.refused;

import io.weir.agent.observe.FlowCounts;
import io.weir.agent.observe.FlowFilter;
import io.weir.agent.observe.FlowPage;
import io.weir.agent.observe.FlowQueries;
import io.weir.agent.observe.Wire;
import java.util.concurrent.CompletableFuture;

/** The CLI's questions about tracked flows, a page each. */
final class FlowRoutes {
  private static final String FLOWS = "/v1/flows";

  /** Of one page; who wants more asks again. */
  static final int MOST = 1000;

  private final FlowQueries queries;
  private final LoopReplies replies;

  FlowRoutes(FlowQueries queries, LoopReplies replies) {
    this.queries = queries;
    this.replies = replies;
  }

  static boolean isFor(Request request) {
    return request.path().equals(FLOWS) || request.path().startsWith(FLOWS + "/");
  }

  CompletableFuture<Reply> answer(Request request) {
    String what = request.path().substring(FLOWS.length());
    boolean changes = what.equals("/remove");
    if (changes ? !request.method().equals("POST") : !request.reads()) {
      return CompletableFuture.completedFuture(Reply.methodNotAllowed());
    }
    try {
      FlowFilter filter = FlowFilter.of(name -> request.parameter(name).filter(v -> !v.isEmpty()));
      String from = request.parameter("from").orElse("");
      return switch (what) {
        case "" -> replies.soon(queries.flows(filter, from, limit(request)).thenApply(this::page));
        case "/remove" -> remove(request, filter, from);
        case "/counts" -> replies.soon(queries.countFlows(filter, from).thenApply(this::counts));
        default -> refused(404, "no such question: " + request.path());
      };
    } catch (IllegalArgumentException e) {
      return refused(400, e.getMessage());
    }
  }

  /** What would empty a table must be asked for in so many words. */
  private CompletableFuture<Reply> remove(Request request, FlowFilter filter, String from) {
    boolean all = request.parameter("all").filter("true"::equals).isPresent();
    if (filter.isWide() && !all) {
      return refused(400, "this would remove every flow: narrow the filter, or say all=true");
    }
    return replies.soon(queries.removeFlows(filter, from, limit(request)).thenApply(this::page));
  }

  private static int limit(Request request) {
    int limit = request.parameter("limit").map(Integer::parseInt).orElse(MOST);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit=" + limit + ": want 1.." + MOST);
    }
    return limit;
  }

  private Reply page(FlowPage page) {
    return Reply.compactJson(Wire.object("FlowPage", page));
  }

  private Reply counts(FlowCounts counts) {
    return Reply.compactJson(Wire.object("FlowCounts", counts));
  }
}
