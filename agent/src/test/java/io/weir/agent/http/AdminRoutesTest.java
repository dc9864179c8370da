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
    "/v1/policies, 200, PolicyList",
    "/v1/policies/shop/db, 200, Policy",
    "/v1/policies/no-test, 404, Error",
    "/v1/policies/a/b/c, 400, Error",
    "/v1/policies//db, 400, Error",
    "/v1/endpoints, 200, EndpointList",
    "/v1/endpoints/shop/db, 200, Endpoint",
    "/v1/endpoints/shop/none, 404, Error",
    "/v1/endpoints/shop, 400, Error",
    "/v1/nonsense, 404, Error",
    "/v1, 404, Error",
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
    Request post = new Request("POST", "/v1/status", java.util.Map.of(), "", "");

    assertThat(routes.answer(post).join().status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'from':'a/b','to':'c/d','port':80} | 1",
        "{'from':'a/b','to':'10.0.0.1','protocol':'icmp','family':'IPv4'} | 1",
        "{'from':'host','to':'c/d','port':80};{'from':'host','to':'c/d','port':81} | 2",
        "'' | 0",
        "nonsense | 0",
        "{} | 0",
        "{'from':'a/b','to':'c/d','port':0} | 0",
        "{'from':'a/b','to':'c/d','port':65536} | 0",
        "{'from':'a/b','to':'c/d','port':80,'protocol':'icmp'} | 0",
        "{'from':'a/b','to':'c/d','port':80,'protocol':'esp'} | 0",
        "{'from':'a/b','to':'c/d','port':80,'family':'IPv5'} | 0",
      })
  void aBatchIsAnsweredLineByLineAndRefusedWholeWhenALineIsNoQuestion(String lines, int answers) {
    Reply reply = explain(lines.replace('\'', '"').replace(';', '\n'));

    JsonNode body = Wire.JSON.readTree(reply.body());
    assertThat(reply.status()).isEqualTo(answers > 0 ? 200 : 400);
    assertThat(body.path("items").size()).isEqualTo(answers);
  }

  @Test
  void aBatchIsBounded() {
    String line = "{\"from\":\"a/b\",\"to\":\"c/d\",\"port\":80}\n";

    assertThat(explain(line.repeat(PolicyRoutes.MOST_QUESTIONS)).status()).isEqualTo(200);
    assertThat(explain(line.repeat(PolicyRoutes.MOST_QUESTIONS + 1)).status()).isEqualTo(400);
  }

  private Reply explain(String lines) {
    return routes.answer(new Request("POST", "/v1/explain", java.util.Map.of(), "", lines)).join();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /v1/flows                                        | 200",
        "GET  | /v1/flows?address=10.0.0.0/8&port=80&limit=5     | 200",
        "GET  | /v1/flows/counts?state=cut                       | 200",
        "GET  | /v1/flows?state=odd                              | 400",
        "GET  | /v1/flows?address=ten                            | 400",
        "GET  | /v1/flows?service=web                            | 400",
        "GET  | /v1/flows?limit=1001                             | 400",
        "GET  | /v1/flows?limit=0                                | 400",
        "GET  | /v1/flows?limit=x                                | 400",
        "GET  | /v1/flows/others                                 | 404",
        "POST | /v1/flows                                        | 405",
        "GET  | /v1/flows/remove?port=80                         | 405",
        "POST | /v1/flows/remove?port=80                         | 200",
        "POST | /v1/flows/remove                                 | 400",
        "POST | /v1/flows/remove?table=wire                      | 400",
        "POST | /v1/flows/remove?table=wire&all=true             | 200",
      })
  void flowsAreReadAndForgottenByPagesAndNeverAllByMistake(String method, String uri, int status) {
    QueryStringDecoder parsed = new QueryStringDecoder(uri);
    Reply reply =
        routes.answer(new Request(method, parsed.path(), parsed.parameters(), "", "")).join();

    assertThat(reply.status()).as(new String(reply.body())).isEqualTo(status);
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
    return routes.answer(new Request("GET", parsed.path(), parsed.parameters(), "", "")).join();
  }

  /** A loop that never answers. */
  private static final class Silent extends FakeFlows implements AgentQueries {
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
