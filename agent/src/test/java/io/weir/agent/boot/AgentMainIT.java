package io.weir.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.AgentLab;
import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.bpf.abi.Address;
import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.PinnedMaps;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents as processes, over pins that an earlier agent left. */
@Tag("kernel")
class AgentMainIT {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: here
      contexts: [{name: here, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
      users: [{name: u, user: {}}]
      """;

  @TempDir Path directory;
  private AgentLab lab;

  @BeforeEach
  void anEarlierAgentRan() {
    lab = AgentLab.open();
    try (SocketPrograms earlier = lab.load()) {
      earlier
          .object()
          .map("node_addresses", Address.class, Integer.class)
          .put(new Address(0, 0xffff_c0a8_0001L), 1);
      earlier.attach();
    }
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private String[] flags(String frontends, int healthPort) throws IOException {
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(kubeconfig, KUBECONFIG.formatted(freePort()));
    return new String[] {
      "--node-name=node-a",
      "--kubeconfig=" + kubeconfig,
      "--pin-directory=" + lab.pinDirectory(),
      "--cgroup-root=" + lab.cgroup(),
      "--run-directory=" + directory.resolve("run"),
      "--health-address=127.0.0.1:" + healthPort,
      "--metrics-address=",
      "--maps-frontends=" + frontends,
      "--maps-node-ports=64",
      "--maps-slots=1024",
      "--maps-members=64",
      "--maps-affinity=64",
      "--maps-pods=64",
      "--maps-source-ranges=64"
    };
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  @Test
  void mapsPinnedInAnotherSizeAreToldWithTheirSetting() throws Exception {
    List<Object> before = pinned();

    AgentChild.Ended ended = AgentChild.run(flags("128", freePort()));

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.standardError())
        .contains(
            "maps.frontends=128 (map frontends is pinned with 64)", "remove " + lab.pinDirectory())
        .doesNotContain("maps.slots", "\tat ", "Exception")
        .hasLineCount(2);
    assertThat(pinned()).isEqualTo(before);
  }

  @Test
  void aMissingKubeconfigIsTold() throws Exception {
    String[] flags = flags("64", freePort());
    flags[1] = "--kubeconfig=/nowhere/kubeconfig";

    AgentChild.Ended ended = AgentChild.run(flags);

    assertThat(ended.standardError()).contains("/nowhere/kubeconfig").doesNotContain("\tat ");
    assertThat(ended.code()).isEqualTo(78);
  }

  @Test
  void withoutItsApiServerAnAgentStaysUpAndTouchesNothing() throws Exception {
    List<Object> before = pinned();
    int healthPort = freePort();
    Process agent =
        AgentChild.of(flags("64", healthPort))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      assertThat(health(agent, healthPort)).as("its health answers").isIn(200, 503);
      // Watches have tried and failed by now, and the loop has turned.
      Thread.sleep(2_000);
      assertThat(agent.isAlive()).isTrue();
      assertThat(pinned()).isEqualTo(before);
    } finally {
      agent.destroy();
      assertThat(agent.waitFor(20, TimeUnit.SECONDS)).as("ends when told to").isTrue();
    }
    assertThat(Files.readString(directory.resolve("log")))
        .contains("what is known stays in force")
        .doesNotContain("\tat ");
    assertThat(pinned()).isEqualTo(before);
  }

  private int health(Process agent, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int attempt = 0; attempt < 300 && agent.isAlive(); attempt++) {
        try {
          return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
          Thread.sleep(100);
        }
      }
    }
    throw new AssertionError(Files.readString(directory.resolve("log")));
  }

  /** Links with their programs, and the one entry: what an agent without lists must not touch. */
  private List<Object> pinned() {
    List<Object> all = new ArrayList<>();
    for (SocketHook hook : SocketHook.values()) {
      LinkInfo link = Links.info(lab.pins().links().resolve(hook.program())).orElseThrow();
      all.add(Arrays.asList(link.id(), link.programId()));
    }
    try (PinnedMaps maps = PinnedMaps.open(lab.pins().maps(), SocketPrograms.OBJECT)) {
      TreeMap<String, String> entries = new TreeMap<>();
      maps.hex("node_addresses").forEach(entries::put);
      all.add(maps.info("frontends").id());
      all.add(entries);
    }
    return all;
  }
}
