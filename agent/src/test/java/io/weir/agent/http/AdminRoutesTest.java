package io.weir.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.weir.agent.observe.AgentQueries;
import io.weir.agent.observe.ServiceDetail;
import io.weir.agent.observe.ServiceRow;
import io.weir.agent.observe.Snapshots;
import io.weir.agent.observe.WhyAnswer;
import io.weir.agent.observe.WhyQuestion;
import io.weir.agent.observe.Wire;
import io.weir.values.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AdminRoutesTest {
  private final AdminRoutes routes =
      new AdminRoutes(Snapshots::healthy, new FakeQueries(), Duration.ofSeconds(10));

  @ParameterizedTest
  @CsvSource({
    "/v1/status, 200, Status",
    "/v1/services, 200, ServiceList",
    "/v1/services/shop/web, 200, Service",
    "/v1/services/shop/none, 404, Error",
    "/v1/services//web, 400, Error",
    "/v1/why?address=10.96.0.10&port=80, 200, Why",
    "/v1/why?address=10.96.0.10&port=80&protocol=udp&from=shop/client, 200, Why",
    "/v1/why?address=nonsense&port=80, 400, Error",
    "/v1/why?address=10.96.0.10&port=0, 400, Error",
    "/v1/why?address=10.96.0.10&port=80&protocol=icmp, 400, Error",
    "/v1/why, 400, Error",
    "/v2/status, 404, Error",
    "/, 404, Error",
  })
  void everyAnswerNamesItsVersionAndKind(String uri, int status, String kind) {
    Reply reply = ask(routes, uri);

    assertThat(reply.status()).isEqualTo(status);
    JsonNode body = Wire.JSON.readTree(reply.body());
    assertThat(body.get("apiVersion").asString()).isEqualTo("weir/v1");
    assertThat(body.get("kind").asString()).isEqualTo(kind);
  }

  @Test
  void nothingCanBeChangedHere() {
    Request post = new Request("POST", "/v1/status", java.util.Map.of(), "");

    assertThat(routes.answer(post).join().status()).isEqualTo(405);
  }

  @Test
  void aLoopThatHangsIsSaidToHangAndStatusStillAnswers() {
    AdminRoutes hung = new AdminRoutes(Snapshots::healthy, new Silent(), Duration.ofMillis(5));

    assertThat(new String(ask(hung, "/v1/services").body())).contains("did not answer in 5 ms");
    assertThat(ask(hung, "/v1/services").status()).isEqualTo(503);
    assertThat(ask(hung, "/v1/status").status()).isEqualTo(200);
  }

  private static Reply ask(AdminRoutes routes, String uri) {
    QueryStringDecoder parsed = new QueryStringDecoder(uri);
    return routes.answer(new Request("GET", parsed.path(), parsed.parameters(), "")).join();
  }

  /** A loop that never answers. */
  private static final class Silent implements AgentQueries {
    @Override
    public CompletableFuture<List<ServiceRow>> services() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Optional<ServiceDetail>> service(ObjectName name) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<WhyAnswer> why(WhyQuestion question) {
      return new CompletableFuture<>();
    }
  }
}
