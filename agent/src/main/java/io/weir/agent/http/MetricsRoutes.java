package io.weir.agent.http;

import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.Wire;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What kube-proxy's metrics server answers, as far as it has a meaning here (HC-8). */
final class MetricsRoutes implements Routes {
  private final AgentMetrics metrics;
  private final Map<String, String> configuration;

  /**
   * @param configuration the settings in force, for /configz
   */
  MetricsRoutes(AgentMetrics metrics, Map<String, String> configuration) {
    this.metrics = metrics;
    this.configuration = configuration;
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    return CompletableFuture.completedFuture(
        request.reads() ? read(request) : Reply.methodNotAllowed());
  }

  private Reply read(Request request) {
    return switch (request.path()) {
      case "/metrics" -> {
        AgentMetrics.Scrape scrape = metrics.scrape(request.accept());
        yield new Reply(200, scrape.contentType(), scrape.text());
      }
      case "/proxyMode" -> Reply.text(200, "weir");
      case "/healthz" -> Reply.text(200, "ok");
      case "/configz" -> Reply.json(200, Map.of(Wire.API_VERSION, configuration));
      default -> Reply.notFound();
    };
  }
}
