package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.SandboxFault;
import io.weir.values.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Beside the real kube-proxy, under load: up the steps of {@code services.mode} and down again.
 * What is open goes on, whoever began it, and none that begins meanwhile fails.
 */
@Tag("kube")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class LadderIT {
  private static final Map<String, Frontend> WAYS =
      Map.of(
          "client", Frontend.CLUSTER_IP,
          "direct", Frontend.CLUSTER_IP,
          "node/node1", Frontend.CLUSTER_IP,
          "outside", Frontend.NODE_PORT);

  /** Those that opened before Weir came, and those that did while it served alone. */
  private final Map<String, ClientProcess> early = new TreeMap<>();

  private final Map<String, ClientProcess> late = new TreeMap<>();
  private Cluster cluster;
  private Services services;
  private Family family;

  @ParameterizedTest
  @CsvSource({"nftables,IPV4", "nftables,IPV6"})
  void upAndDownAgain(String mode, Family ofFlows) {
    KubeProxy.assumeBuilt();
    family = ofFlows;
    try (Cluster up =
        Cluster.up(new SandboxUp.Wish("ladder", 2, PodNetwork.ROUTED, Families.DUAL, false))) {
      cluster = up;
      List<KubeProxy> proxies = KubeProxy.startAll(cluster.sandbox(), mode);
      try {
        climb();
        descend();
      } finally {
        proxies.forEach(KubeProxy::close);
      }
      assertThat(failures()).isEmpty();
    } finally {
      Stream.of(early, late).flatMap(m -> m.values().stream()).forEach(ClientProcess::close);
    }
  }

  private void climb() {
    services();
    begin(early);
    early.forEach((from, client) -> {
      Hops.Target to = to(from);
      client.ask("start", to.address().toString(), to.port());
    });
    step("observe");
    Cluster.eventually(this::diff, text -> text.endsWith(" frontends are the same\n"));
    step("socket");
    step("full");
    begin(late);
    talk("full");
  }

  private void descend() {
    step("socket");
    step("observe");
    assertThat(pins("connect4")).as("nothing begins here any more").isEmpty();
    assertThat(pins("from_network_")).as("flows are still open").isNotEmpty();
    assertThat(cluster.weir("node1", "status").text()).contains("observe_draining");
  }

  private void services() {
    services = new Services(cluster);
    cluster.pod("s1", "node1", Services.TARGET_PORT);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    cluster.pod("client", "node1", 0);
    cluster.pod("default", "direct", "node1", 0, "weir.io/socket-lb: disabled");
    services.add("remote", Mode.FORWARD, Cluster.selector("s2"));
  }

  private Hops.Target to(String from) {
    return services.target("remote", WAYS.get(from), family);
  }

  /** An open connection and a connected UDP socket each. */
  private void begin(Map<String, ClientProcess> clients) {
    WAYS.keySet()
        .forEach(from -> {
          ClientProcess client = ClientProcess.start(cluster.sandbox(), from).ready();
          clients.put(from, client);
          Hops.Target to = to(from);
          for (String verb : List.of("open", "hold")) {
            Cluster.eventually(
                () -> client.ask(verb, to.address().toString(), to.port()),
                came -> came.startsWith("ok "));
          }
        });
  }

  /** Node by node, as a DaemonSet rolls. */
  private void step(String mode) {
    for (NodeNet node : cluster.sandbox().blueprint().nodeNets()) {
      if (Files.exists(cluster.sandbox().directory().agent(node.name()).resolve("agent.sock"))) {
        cluster.killAgent(node.name());
      }
      cluster.startAgent(node.name(), Map.of("WEIR_SERVICES_MODE", mode));
    }
    talk(mode);
  }

  private void talk(String when) {
    Stream.of(early, late)
        .flatMap(m -> m.entrySet().stream())
        .forEach(client -> {
          for (String verb : List.of("talk", "again")) {
            assertThat(client.getValue().ask(verb))
                .as("%s, %s %s", client.getKey(), verb, when)
                .startsWith("ok ");
          }
        });
  }

  /** As an operator on the node compares; where it differs, how. */
  private String diff() {
    List<String> argv =
        List.of(
            "nsenter",
            "--net=" + IpScript.file(cluster.node("node1").namespace()),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.weir.sandbox.cli.Main",
            "kube-proxy",
            "diff",
            "--pin-dir",
            cluster.sandbox().directory().pins("node1").toString());
    try {
      return Command.run(argv, "");
    } catch (SandboxFault e) {
      return e.getMessage();
    }
  }

  private List<String> pins(String prefix) {
    try (Stream<Path> all = Files.walk(cluster.sandbox().directory().pins("node1"))) {
      return all.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By client, where a connection that began meanwhile failed. */
  private Map<String, String> failures() {
    Map<String, String> failed = new TreeMap<>();
    early.forEach((name, client) -> {
      String came = client.ask("stop");
      if (!came.contains(" failed=0 ")) {
        failed.put(name, came);
      }
    });
    return failed;
  }
}
