package io.weir.agent.http;

import static io.weir.agent.http.LoopReplies.error;
import static io.weir.agent.http.LoopReplies.ok;
import static io.weir.agent.http.LoopReplies.refused;

import io.weir.agent.observe.ExplainQuestion;
import io.weir.agent.observe.PolicyQueries;
import io.weir.agent.observe.Wire;
import io.weir.policy.model.PolicyName;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The CLI's questions about policy. */
final class PolicyRoutes {
  /** In one request; who has more asks again. */
  static final int MOST_QUESTIONS = 256;

  private final PolicyQueries queries;
  private final LoopReplies replies;

  PolicyRoutes(PolicyQueries queries, LoopReplies replies) {
    this.queries = queries;
    this.replies = replies;
  }

  /**
   * The answer to a GET; empty when the question is none of these.
   *
   * @param path below /v1
   */
  Optional<CompletableFuture<Reply>> answer(List<String> path) {
    return switch (path.getFirst()) {
      case "policies" -> Optional.of(policies(path.subList(1, path.size())));
      case "endpoints" -> Optional.of(endpoints(path.subList(1, path.size())));
      default -> Optional.empty();
    };
  }

  private CompletableFuture<Reply> policies(List<String> name) {
    if (name.isEmpty()) {
      return replies.soon(queries.policies().thenApply(rows -> ok(Wire.list("PolicyList", rows))));
    }
    if (name.size() > 2 || name.contains("")) {
      return refused(400, "want /v1/policies/NAMESPACE/NAME, or /v1/policies/NAME");
    }
    PolicyName policy =
        name.size() == 2
            ? PolicyName.networkPolicy(name.getFirst(), name.getLast())
            : PolicyName.clusterNetworkPolicy(name.getFirst());
    return replies.soon(
        queries
            .policy(policy)
            .thenApply(found ->
                found
                    .map(detail -> ok(Wire.object("Policy", detail)))
                    .orElseGet(() -> error(404, policy + ": unknown"))));
  }

  private CompletableFuture<Reply> endpoints(List<String> name) {
    if (name.isEmpty()) {
      return replies.soon(
          queries.endpoints().thenApply(rows -> ok(Wire.list("EndpointList", rows))));
    }
    if (name.size() != 2 || name.contains("")) {
      return refused(400, "want /v1/endpoints/NAMESPACE/POD");
    }
    ObjectName pod = new ObjectName(name.getFirst(), name.getLast());
    return replies.soon(
        queries
            .endpoint(pod)
            .thenApply(found ->
                found
                    .map(detail -> ok(Wire.object("Endpoint", detail)))
                    .orElseGet(() -> error(404, "pod " + pod + ": no endpoint of this node"))));
  }

  /**
   * Answers a batch, in order.
   *
   * @param lines one question each
   */
  CompletableFuture<Reply> explain(String lines) {
    List<ExplainQuestion> questions;
    try {
      questions =
          lines.lines().map(line -> ExplainQuestion.read(Wire.JSON.readTree(line))).toList();
    } catch (RuntimeException e) {
      return refused(400, "a line is no question: " + e.getMessage());
    }
    if (questions.isEmpty() || questions.size() > MOST_QUESTIONS) {
      return refused(
          400, "questions=" + questions.size() + ": want 1.." + MOST_QUESTIONS + ", one a line");
    }
    return replies.soon(
        queries
            .explain(questions)
            .thenApply(answers -> Reply.compactJson(Wire.list("ExplainList", answers))));
  }
}
