package io.weir.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.agent.model.HealthCheck;
import io.weir.agent.model.HealthChecks;
import io.weir.agent.observe.Wire;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a load balancer finds at a Service's healthCheckNodePort, as it is on the wire. */
class HealthCheckServersTest {
  private static final ObjectName WEB = new ObjectName("shop", "web");
  private static final ObjectName OTHER = new ObjectName("shop", "other");
  private static final String ONE = "127.0.0.1";
  private static final String TWO = "127.0.0.2";

  private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
  private volatile boolean healthy = true;
  private final HealthCheckServers servers =
      HealthCheckServers.start(
          (regarding, reason, note) ->
              warnings.add(
                  regarding.namespace()
                      + "/"
                      + regarding.name()
                      + " "
                      + regarding.uid()
                      + " "
                      + reason
                      + " "
                      + note),
          () -> healthy,
          Duration.ofMillis(500));

  private final int port = freePort();

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void theAnswerIsKubeProxysWithCanonicalHeaders() throws Exception {
    tell(WEB, List.of(check(18)), ONE);
    String answer = get(ONE, port, "/healthz");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nContent-Type: application/json\r\n")
        .contains("\r\nX-Content-Type-Options: nosniff\r\n")
        .contains("\r\nX-Load-Balancing-Endpoint-Weight: 18\r\n");
    JsonNode body = Wire.JSON.readTree(RawHttp.body(answer));
    assertThat(body)
        .isEqualTo(
            Wire.JSON.readTree(
                """
                {"service":{"namespace":"shop","name":"web"},
                 "localEndpoints":18,"serviceProxyHealthy":true}\
                """));
  }

  @Test
  void everyPathAndMethodIsAnsweredAlike() throws Exception {
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");

    for (String start :
        List.of("GET /", "GET /any/path?q=1", "POST /healthz", "DELETE /x", "BREW /")) {
      assertThat(
              RawHttp.send(
                  at(ONE, port),
                  start + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
          .as(start)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("\"localEndpoints\" : 1");
    }
    assertThat(RawHttp.send(at(ONE, port), "HEAD / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n");
    assertThat(get(ONE, port, "/%zz")).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void withoutEndpointsTheServiceIsUnavailable() throws Exception {
    tell(WEB, List.of(check(0)), ONE);

    assertThat(get(ONE, port, "/"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("\r\nX-Load-Balancing-Endpoint-Weight: 0\r\n")
        .contains("\"serviceProxyHealthy\" : true");
  }

  @Test
  void anAgentThatLagsBehindMakesItUnavailableAndKeepsTheWeight() throws Exception {
    tell(WEB, List.of(check(18)), ONE);
    get(ONE, port, "/");

    healthy = false;
    assertThat(get(ONE, port, "/"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("\r\nX-Load-Balancing-Endpoint-Weight: 18\r\n")
        .contains("\"serviceProxyHealthy\" : false");

    healthy = true;
    assertThat(get(ONE, port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void aChangedCountIsToldOnTheConnectionThatWasOpen() throws Exception {
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");
    try (SocketChannel kept = SocketChannel.open(at(ONE, port))) {
      assertThat(ask(kept)).contains("Weight: 1\r\n");
      tell(WEB, List.of(check(2)), ONE);
      await(() -> get(ONE, port, "/").contains("Weight: 2\r\n"));

      assertThat(ask(kept)).contains("Weight: 2\r\n");
    }
  }

  @Test
  void fromLocalToClusterAndBackTheListenerGoesAndComes() throws Exception {
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");

    tell(WEB, List.of(), ONE);
    awaitRefused(ONE, port);

    tell(WEB, List.of(check(1)), ONE);
    assertThat(get(ONE, port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void anotherPortTakesThePlaceOfTheFirst() throws Exception {
    int next = freePort();
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");

    tell(WEB, List.of(new HealthCheck(Family.IPV4, "uid", next, 1)), ONE);

    assertThat(get(ONE, next, "/")).startsWith("HTTP/1.1 200 OK\r\n");
    awaitRefused(ONE, port);
  }

  @Test
  void aPortMayPassFromOneServiceToAnotherInOneChange() throws Exception {
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");

    servers.accept(
        new HealthChecks(addresses(ONE), Map.of(WEB, List.of(), OTHER, List.of(check(1)))));

    await(() -> get(ONE, port, "/").contains("\"other\""));
    assertThat(warnings).isEmpty();
  }

  @Test
  void onlyTheAcceptedAddressesListenAndTheyMayChange() throws Exception {
    tell(WEB, List.of(check(1)), ONE, TWO);
    get(ONE, port, "/");
    get(TWO, port, "/");
    assertThatThrownBy(() -> SocketChannel.open(at("127.0.0.3", port)))
        .isInstanceOf(ConnectException.class);

    try (SocketChannel kept = SocketChannel.open(at(TWO, port))) {
      ask(kept);
      servers.accept(new HealthChecks(addresses(TWO, "127.0.0.3"), Map.of()));

      assertThat(get("127.0.0.3", port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
      awaitRefused(ONE, port);
      assertThat(ask(kept)).as("what stays keeps its sockets").contains("200 OK");
    }
  }

  @Test
  void eachFamilyHasItsOwnCountAtItsOwnAddresses() throws Exception {
    tell(WEB, List.of(check(1), new HealthCheck(Family.IPV6, "uid", port, 0)), ONE, "::1");

    assertThat(get(ONE, port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(get("::1", port, "/")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
  }

  @Test
  void aPortThatIsTakenIsToldOnceAndTriedAgain() throws Exception {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral(TWO))) {
      tell(WEB, List.of(check(1)), ONE, TWO);

      assertThat(warnings.poll(10, TimeUnit.SECONDS))
          .startsWith("shop/web uid FailedToStartServiceHealthcheck cannot listen")
          .contains(TWO + ":" + port);
      awaitRefused(ONE, port);
      tell(OTHER, List.of(new HealthCheck(Family.IPV4, "uid", freePort(), 1)), ONE, TWO);
    }

    assertThat(get(TWO, port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(get(ONE, port, "/")).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(warnings).isEmpty();
  }

  @Test
  void closingClosesEverySocket() throws Exception {
    tell(WEB, List.of(check(1)), ONE);
    get(ONE, port, "/");

    servers.close();

    assertThatThrownBy(() -> SocketChannel.open(at(ONE, port)))
        .isInstanceOf(ConnectException.class);
  }

  private HealthCheck check(int ready) {
    return new HealthCheck(Family.IPV4, "uid", port, ready);
  }

  private void tell(ObjectName service, List<HealthCheck> checks, String... addresses) {
    servers.accept(new HealthChecks(addresses(addresses), Map.of(service, checks)));
  }

  private static Set<IpAddress> addresses(String... addresses) {
    return Arrays.stream(addresses)
        .map(a -> IpAddress.parse(a).orElseThrow())
        .collect(Collectors.toSet());
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** The answer, once something listens there that is not about to close. */
  private static String get(String address, int port, String path) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        return RawHttp.get(at(address, port), path);
      } catch (SocketException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(5);
      }
    }
  }

  private static String ask(SocketChannel connection) throws IOException {
    connection.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
    ByteBuffer answer = ByteBuffer.allocate(4096);
    while (!StandardCharsets.UTF_8.decode(answer.duplicate().flip()).toString().endsWith("}")) {
      if (connection.read(answer) < 0) {
        throw new IOException("closed");
      }
    }
    return StandardCharsets.UTF_8.decode(answer.flip()).toString();
  }

  private static void awaitRefused(String address, int port) throws Exception {
    await(() -> {
      try (SocketChannel _ = SocketChannel.open(at(address, port))) {
        return false;
      } catch (ConnectException e) {
        return true;
      }
    });
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private static int freePort() {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
