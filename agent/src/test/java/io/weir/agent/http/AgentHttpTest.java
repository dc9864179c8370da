package io.weir.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.agent.observe.AgentMetrics;
import io.weir.agent.observe.AgentSnapshot;
import io.weir.agent.observe.Snapshots;
import io.weir.agent.observe.Wire;
import io.weir.values.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AgentHttpTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(Snapshots.NOW);
  private final AtomicReference<AgentSnapshot> snapshot =
      new AtomicReference<>(Snapshots.eligible(true));
  private final AgentMetrics metrics =
      new AgentMetrics(snapshot::get, Duration.ofSeconds(60), now::get);
  private AgentHttp http;

  @AfterEach
  void stop() {
    if (http != null) {
      http.close();
    }
  }

  @Test
  void healthAnswersWithTheLiteralStatusLinesThatProbesLookFor() throws Exception {
    start();
    assertThat(health("/healthz")).startsWith("HTTP/1.1 200 OK\r\n");

    snapshot.set(Snapshots.eligible(false));
    assertThat(health("/healthz")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
    assertThat(health("/livez")).startsWith("HTTP/1.1 200 OK\r\n");

    metrics.sync().queued(Family.IPV6);
    now.set(now.get().plusSeconds(61));
    assertThat(health("/livez")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
  }

  @Test
  void healthBodiesAreKubeProxysAndHeadersAreInCanonicalCase() throws Exception {
    start();
    String answer = health("/healthz");

    assertThat(answer).contains("\r\nContent-Type: application/json\r\n");
    assertThat(answer).contains("\r\nX-Content-Type-Options: nosniff\r\n");
    JsonNode body = Wire.JSON.readTree(RawHttp.body(answer));
    assertThat(body.propertyNames())
        .containsExactly("lastUpdated", "currentTime", "nodeEligible", "healthy", "status");
    assertThat(body.get("lastUpdated").asString()).isEqualTo("2026-05-01T12:00:00Z");
    assertThat(body.get("status").propertyNames()).containsExactly("IPv4", "IPv6");
    assertThat(Wire.JSON.readTree(RawHttp.body(health("/livez"))).has("nodeEligible")).isFalse();
  }

  @Test
  void healthKnowsNoOtherPathAndTakesAnyMethod() throws Exception {
    start();

    assertThat(health("/")).startsWith("HTTP/1.1 404 Not Found\r\n");
    assertThat(health("/metrics")).startsWith("HTTP/1.1 404 Not Found\r\n");
    assertThat(
            RawHttp.send(
                address("health"),
                "POST /healthz HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void headHasHeadersOnly() throws Exception {
    start();
    String answer =
        RawHttp.send(address("metrics"), "HEAD /proxyMode HTTP/1.1\r\nConnection: close\r\n\r\n");

    assertThat(answer).contains("Content-Length: 4\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void aKeptConnectionServesSeveralRequestsInOrder() throws Exception {
    start();
    String answers =
        RawHttp.send(
            address("metrics"),
            "GET /proxyMode HTTP/1.1\r\n\r\n"
                + "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");

    assertThat(answers.indexOf("\r\n\r\nweir")).isPositive();
    assertThat(answers).endsWith("\r\n\r\nok");
  }

  @Test
  void metricsServesWhatKubeProxysUsersAskFor() throws Exception {
    start();

    assertThat(RawHttp.body(metrics("/proxyMode"))).isEqualTo("weir");
    assertThat(RawHttp.body(metrics("/healthz"))).isEqualTo("ok");
    assertThat(Wire.JSON.readTree(RawHttp.body(metrics("/configz"))).at("/weir~1v1/nodeName"))
        .hasToString("\"worker-1\"");
    assertThat(metrics("/metrics"))
        .contains("Content-Type: text/plain; version=0.0.4")
        .contains("\nweir_services 12.0\n");
    assertThat(
            RawHttp.get(
                address("metrics"), "/metrics", "Accept: application/openmetrics-text;q=0.9"))
        .contains("Content-Type: application/openmetrics-text");
    assertThat(metrics("/debug")).startsWith("HTTP/1.1 404 Not Found\r\n");
  }

  @Test
  void theSocketIsForItsOwnerOnly() throws Exception {
    start();
    Path socket = directory.resolve("run/agent.sock");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
    assertThat(RawHttp.get(address("cli"), "/v1/status")).startsWith("HTTP/1.1 200 OK\r\n");

    http.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void theSocketOfAKilledAgentIsReplaced() throws Exception {
    Path socket = Files.createDirectories(directory.resolve("run")).resolve("agent.sock");
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    start();

    assertThat(RawHttp.get(address("cli"), "/v1/status")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void theSocketOfALiveAgentIsLeftAlone() throws Exception {
    start();
    try (AgentHttp second = AgentHttp.start(addresses(false), sources())) {
      assertThat(second.address("cli")).isNotDone();
    }

    assertThat(RawHttp.get(address("cli"), "/v1/status")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void anAddressInUseIsTriedAgainUntilItIsFree() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      http =
          AgentHttp.start(
              taking((InetSocketAddress) other.getLocalSocketAddress(), false),
              sources(),
              Duration.ofMillis(20));
      assertThat(http.address("health")).isNotDone();
    }

    SocketAddress bound = http.address("health").get(30, TimeUnit.SECONDS);
    assertThat(RawHttp.get(bound, "/livez")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void withHardFailAnAddressInUseIsAnErrorThatNamesIt() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress taken = (InetSocketAddress) other.getLocalSocketAddress();

      assertThatThrownBy(() -> AgentHttp.start(taking(taken, true), sources()))
          .isInstanceOf(BindFailed.class)
          .hasMessageContaining("cannot listen for health on")
          .hasMessageContaining(String.valueOf(taken.getPort()));
    }
    assertThat(directory.resolve("run/agent.sock")).doesNotExist();
  }

  @Test
  void oversizedRequestsAreRefused() throws Exception {
    start();

    assertThat(metrics("/" + "x".repeat(5000))).startsWith("HTTP/1.1 400 Bad Request\r\n");
    assertThat(
            RawHttp.send(
                address("cli"),
                "POST /v1/status HTTP/1.1\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n");
  }

  private void start() throws IOException {
    http = AgentHttp.start(addresses(false), sources());
  }

  private AgentHttp.Addresses addresses(boolean hardFail) {
    return taking(ANY_PORT, hardFail);
  }

  private AgentHttp.Addresses taking(InetSocketAddress health, boolean hardFail) {
    return new AgentHttp.Addresses(
        Optional.of(health), Optional.of(ANY_PORT), directory.resolve("run"), hardFail);
  }

  private AgentHttp.Sources sources() {
    return new AgentHttp.Sources(
        metrics, snapshot::get, new FakeQueries(), Map.of("nodeName", "worker-1"));
  }

  private SocketAddress address(String server) throws Exception {
    return http.address(server).get(10, TimeUnit.SECONDS);
  }

  private String health(String path) throws Exception {
    return RawHttp.get(address("health"), path);
  }

  private String metrics(String path) throws Exception {
    return RawHttp.get(address("metrics"), path);
  }
}
