package io.weir.agent.http;

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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The CLI's questions. Those that need the loop wait for it no longer than {@code patience}: a loop
 * that hangs must not take the tool down that would show it.
 */
final class AdminRoutes implements Routes {
  private final Supplier<AgentSnapshot> snapshot;
  private final AgentQueries queries;
  private final Duration patience;

  AdminRoutes(Supplier<AgentSnapshot> snapshot, AgentQueries queries, Duration patience) {
    this.snapshot = snapshot;
    this.queries = queries;
    this.patience = patience;
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    if (!request.reads()) {
      return CompletableFuture.completedFuture(Reply.methodNotAllowed());
    }
    List<String> path = Arrays.stream(request.path().split("/")).skip(1).toList();
    if (path.equals(List.of("v1", "status"))) {
      return CompletableFuture.completedFuture(status());
    }
    if (path.equals(List.of("v1", "services"))) {
      return soon(queries.services().thenApply(rows -> ok(Wire.list("ServiceList", rows))));
    }
    if (path.size() == 4 && path.subList(0, 2).equals(List.of("v1", "services"))) {
      return service(path.get(2), path.get(3));
    }
    if (path.equals(List.of("v1", "why"))) {
      return why(request);
    }
    return CompletableFuture.completedFuture(error(404, "no such question: " + request.path()));
  }

  private Reply status() {
    return ok(Wire.object("Status", snapshot.get()).put("version", Version.CURRENT.version()));
  }

  private CompletableFuture<Reply> service(String namespace, String name) {
    if (namespace.isEmpty() || name.isEmpty()) {
      return CompletableFuture.completedFuture(error(400, "want /v1/services/NAMESPACE/NAME"));
    }
    ObjectName service = new ObjectName(namespace, name);
    return soon(
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
        .map(q -> soon(queries.why(q).thenApply(answer -> ok(Wire.object("Why", answer)))))
        .orElseGet(() ->
            CompletableFuture.completedFuture(
                error(400, "want address, port, and protocol tcp, udp or sctp")));
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
                  request.parameter("from").filter(from -> !from.isEmpty())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private CompletableFuture<Reply> soon(CompletableFuture<Reply> answer) {
    return answer
        .copy()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(this::unavailable);
  }

  private Reply unavailable(Throwable why) {
    Throwable cause =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    return cause instanceof TimeoutException
        ? error(
            503, "the loop did not answer in " + patience.toMillis() + " ms: it hangs, or works")
        : error(503, "the loop could not answer: " + cause.getMessage());
  }

  private static Reply ok(Object body) {
    return Reply.json(200, body);
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, Wire.error(message));
  }
}
