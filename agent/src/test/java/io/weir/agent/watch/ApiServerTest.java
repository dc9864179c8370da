package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings come to, and what a user is told where they cannot work. */
class ApiServerTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: here
      contexts: [{name: here, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: "https://192.0.2.1:6443"}}]
      users: [{name: u, user: {token: secret}}]
      """;

  @TempDir Path directory;

  private Path kubeconfig(String text) throws Exception {
    return Files.writeString(directory.resolve("kubeconfig"), text);
  }

  @Test
  void theKubeconfigsCurrentContextGivesTheAddressAndAServerSettingReplacesIt() throws Exception {
    Path file = kubeconfig(KUBECONFIG);
    try (ApiServer api =
        ApiServer.connect(new ApiSettings(Optional.of(file), List.of()), ApiCalls.IGNORED)) {
      assertThat(api.address()).isEqualTo("https://192.0.2.1:6443");
    }
    List<URI> other = List.of(URI.create("https://192.0.2.2/"));
    try (ApiServer api =
        ApiServer.connect(new ApiSettings(Optional.of(file), other), ApiCalls.IGNORED)) {
      assertThat(api.address()).isEqualTo("https://192.0.2.2");
    }
  }

  @Test
  void aMissingKubeconfigIsNamed() {
    ApiSettings settings = new ApiSettings(Optional.of(directory.resolve("absent")), List.of());
    assertThatThrownBy(() -> ApiServer.connect(settings, ApiCalls.IGNORED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void aKubeconfigThatIsNoneIsNamed() throws Exception {
    for (String text : new String[] {"", "just text", "[1, 2]", "{{{", "clusters: 7"}) {
      ApiSettings settings = new ApiSettings(Optional.of(kubeconfig(text)), List.of());
      assertThatThrownBy(() -> ApiServer.connect(settings, ApiCalls.IGNORED))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kubeconfig=" + directory);
    }
  }

  @Test
  void anAddressThatIsNoHttpOneIsNamed() {
    ApiSettings settings =
        new ApiSettings(Optional.empty(), List.of(URI.create("ftp://192.0.2.1")));
    assertThatThrownBy(() -> ApiServer.connect(settings, ApiCalls.IGNORED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://192.0.2.1");
  }

  @Test
  void theNextServerIsAskedOnceOneCannotBeReached() throws Exception {
    URI dead = URI.create("http://127.0.0.1:1");
    FakeApi alive = new FakeApi(r -> r.status(200).raw("{}"), r -> r.status(200).raw("{}"));
    List<URI> both = List.of(dead, alive.address());
    try (ApiServer api =
        ApiServer.connect(new ApiSettings(Optional.empty(), both), ApiCalls.IGNORED)) {
      assertThatThrownBy(() -> ask(api)).hasMessageContaining("cannot reach " + dead);
      assertThat(ask(api)).isEqualTo("{}");
      assertThat(ask(api)).isEqualTo("{}");
      alive.close();
      assertThatThrownBy(() -> ask(api)).hasMessageContaining("cannot reach " + alive.address());
      assertThat(api.address()).as("the first one again").isEqualTo(dead.toString());
    }
  }

  @Test
  void everyRequestIsToldAlsoOneThatGotNoAnswer() throws Exception {
    FakeApi server = new FakeApi(r -> r.status(200).raw("{}"), r -> r.status(404).raw("no"));
    List<ApiCalls.Call> calls = new CopyOnWriteArrayList<>();
    ApiSettings settings = new ApiSettings(Optional.empty(), List.of(server.address()));
    try (ApiServer api = ApiServer.connect(settings, calls::add)) {
      ask(api);
      assertThatThrownBy(() -> ask(api)).hasMessageContaining("404");
      server.close();
      assertThatThrownBy(() -> ask(api)).hasMessageContaining("cannot reach");
    }
    assertThat(calls).extracting(ApiCalls.Call::status).containsExactly(200, 404, 0);
    assertThat(calls)
        .allSatisfy(call ->
            assertThat(call.method() + " " + call.server()).isEqualTo("GET " + server.address()));
  }

  private static String ask(ApiServer api) throws IOException {
    try (BodyStream body = api.get("/version", Duration.ofSeconds(10), () -> {})) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
