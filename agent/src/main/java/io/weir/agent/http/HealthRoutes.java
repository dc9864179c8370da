package io.weir.agent.http;

import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.Health;
import java.util.concurrent.CompletableFuture;

/** /healthz and /livez, for any method; everything else is 404 (services.md HC-6). */
final class HealthRoutes implements Routes {
  private final AgentMetrics metrics;

  HealthRoutes(AgentMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    return CompletableFuture.completedFuture(
        switch (request.path()) {
          case "/healthz" -> reply(metrics.healthz());
          case "/livez" -> reply(metrics.livez());
          default -> Reply.notFound();
        });
  }

  private static Reply reply(Health.Verdict verdict) {
    return Reply.json(verdict.ok() ? 200 : 503, verdict.body());
  }
}
