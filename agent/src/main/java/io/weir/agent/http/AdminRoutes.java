package io.weir.agent.http;

import static io.weir.agent.http.LoopReplies.error;
import static io.weir.agent.http.LoopReplies.ok;
import static io.weir.agent.http.LoopReplies.refused;

import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.Version;
import io.weir.agent.observe.WhyQuestion;
import io.weir.agent.observe.Wire;
import io.weir.values.IpAddress;
import io.weir.values.L4Address;
import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The CLI's questions: reads, the batch of /v1/explain, which is a read with a body, and flows to
 * be forgotten.
 */
final class AdminRoutes implements Routes {
  private final Supplier<AgentSnapshot> snapshot;
  private final AgentQueries queries;
  private final LoopReplies replies;
  private final PolicyRoutes policy;
  private final FlowRoutes flows;

  AdminRoutes(Supplier<AgentSnapshot> snapshot, AgentQueries queries, Duration patience) {
    this.snapshot = snapshot;
    this.queries = queries;
    this.replies = new LoopReplies(patience);
    this.policy = new PolicyRoutes(queries, replies);
    this.flows = new FlowRoutes(queries, replies);
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    if (request.method().equals("POST") && request.path().equals("/v1/explain")) {
      return policy.explain(request.body());
    }
    if (FlowRoutes.isFor(request)) {
      return flows.answer(request);
    }
    if (!request.reads()) {
      return CompletableFuture.completedFuture(Reply.methodNotAllowed());
    }
    List<String> path = Arrays.stream(request.path().split("/")).skip(1).toList();
    if (path.equals(List.of("v1", "status"))) {
      return CompletableFuture.completedFuture(status());
    }
    if (path.equals(List.of("v1", "services"))) {
      return replies.soon(queries.services().thenApply(rows -> ok(Wire.list("ServiceList", rows))));
    }
    if (path.size() == 4 && path.subList(0, 2).equals(List.of("v1", "services"))) {
      return service(path.get(2), path.get(3));
    }
    if (path.equals(List.of("v1", "why"))) {
      return why(request);
    }
    return Optional.of(path)
        .filter(p -> p.size() > 1 && p.getFirst().equals("v1"))
        .flatMap(p -> policy.answer(p.subList(1, p.size())))
        .orElseGet(() -> refused(404, "no such question: " + request.path()));
  }

  private Reply status() {
    return ok(Wire.object("Status", snapshot.get()).put("version", Version.CURRENT.version()));
  }

  private CompletableFuture<Reply> service(String namespace, String name) {
    if (namespace.isEmpty() || name.isEmpty()) {
      return refused(400, "want /v1/services/NAMESPACE/NAME");
    }
    ObjectName service = new ObjectName(namespace, name);
    return replies.soon(
        queries
            .service(service)
            .thenApply(found ->
                found
                    .map(detail -> ok(Wire.object("Service", detail)))
                    .orElseGet(
                        () -> error(404, "service " + service + ": unknown, or not proxied"))));
  }

  private CompletableFuture<Reply> why(Request request) {
    Optional<WhyQuestion> question = question(request);
    return question
        .map(q -> replies.soon(queries.why(q).thenApply(answer -> ok(Wire.object("Why", answer)))))
        .orElseGet(() -> refused(400, "want address, port, and protocol tcp, udp or sctp"));
  }

  private static Optional<WhyQuestion> question(Request request) {
    try {
      String protocol = request.parameter("protocol").orElse("tcp").toUpperCase(Locale.ROOT);
      int port = Integer.parseInt(request.parameter("port").orElse(""));
      return request
          .parameter("address")
          .flatMap(IpAddress::parse)
          .map(address ->
              new WhyQuestion(
                  new L4Address(address, port),
                  Protocol.valueOf(protocol),
                  request.parameter("from").filter(from -> !from.isEmpty()),
                  request.parameter("fromPort").stream().mapToInt(Integer::parseInt).findFirst()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
