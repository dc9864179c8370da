package io.weir.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    try (ApiServer api = ApiServer.connect(new ApiSettings(Optional.of(file), Optional.empty()))) {
      assertThat(api.address()).isEqualTo("https://192.0.2.1:6443");
    }
    Optional<URI> other = Optional.of(URI.create("https://192.0.2.2/"));
    try (ApiServer api = ApiServer.connect(new ApiSettings(Optional.of(file), other))) {
      assertThat(api.address()).isEqualTo("https://192.0.2.2");
    }
  }

  @Test
  void aMissingKubeconfigIsNamed() {
    ApiSettings settings =
        new ApiSettings(Optional.of(directory.resolve("absent")), Optional.empty());
    assertThatThrownBy(() -> ApiServer.connect(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void aKubeconfigThatIsNoneIsNamed() throws Exception {
    for (String text : new String[] {"", "just text", "[1, 2]", "{{{", "clusters: 7"}) {
      ApiSettings settings = new ApiSettings(Optional.of(kubeconfig(text)), Optional.empty());
      assertThatThrownBy(() -> ApiServer.connect(settings))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kubeconfig=" + directory);
    }
  }

  @Test
  void anAddressThatIsNoHttpOneIsNamed() {
    ApiSettings settings =
        new ApiSettings(Optional.empty(), Optional.of(URI.create("ftp://192.0.2.1")));
    assertThatThrownBy(() -> ApiServer.connect(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://192.0.2.1");
  }
}
