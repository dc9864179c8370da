package io.weir.sandbox.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.bpf.sys.BpfFs;
import io.weir.bpf.sys.Cgroups;
import io.weir.sandbox.host.CgroupTree;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.Families;
import io.weir.sandbox.net.PodNetwork;
import io.weir.sandbox.net.SandboxFault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole sandboxes without agents. */
@Tag("sandbox")
@Timeout(value = 120, unit = SECONDS)
final class SandboxIT {
  private static final String ONE = "sandboxit1";
  private static final String OTHER = "sandboxit2";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @BeforeEach
  void needsRoot() {
    assumeTrue(Files.isWritable(java.nio.file.Path.of("/run")), "root: namespaces and cgroups");
    assumeTrue(Cgroups.mount().isPresent(), "cgroup v2, mounted");
    SandboxDown.run(ONE);
    SandboxDown.run(OTHER);
  }

  @AfterEach
  void leaveNothing() {
    SandboxDown.run(ONE);
    SandboxDown.run(OTHER);
  }

  private static Sandbox up(String name, PodNetwork network, Families families) {
    return SandboxUp.run(new SandboxUp.Wish(name, 2, network, families, false));
  }

  @ParameterizedTest
  @EnumSource(PodNetwork.class)
  void podsReachEachOtherAcrossNodesInBothFamiliesAndProtocols(PodNetwork network)
      throws Exception {
    Sandbox sandbox = up(ONE, network, Families.DUAL);
    pod(
        sandbox,
        "server",
        "node2",
        "{\"containerPort\":80},{\"containerPort\":80,\"protocol\":\"UDP\"}");
    pod(sandbox, "neighbour", "node1", "{\"containerPort\":80}");
    pod(sandbox, "client", "node1", "");

    for (String ip : addresses(sandbox, "server")) {
      assertThat(ask(sandbox, "client", "tcp", ip)).startsWith("pod=server node=node2 client=");
      assertThat(ask(sandbox, "client", "udp", ip)).contains("pod=server").contains("proto=udp");
      assertThat(ask(sandbox, "node/node1", "tcp", ip)).contains("pod=server");
    }
    for (String ip : addresses(sandbox, "neighbour")) {
      assertThat(ask(sandbox, "client", "tcp", ip)).contains("pod=neighbour");
    }
    assertThat(run(sandbox, "client", "cat /proc/self/cgroup"))
        .containsPattern("weir-sandbox-" + ONE + "/node1/kubepods/pod[0-9a-f-]{36}");
    assertThat(run(sandbox, "node/node2", "cat /proc/self/cgroup"))
        .contains("weir-sandbox-" + ONE + "/node2/host");
  }

  @ParameterizedTest
  @EnumSource(value = Families.class, names = "DUAL", mode = EnumSource.Mode.EXCLUDE)
  void aSingleFamilyWorksAlone(Families families) throws Exception {
    Sandbox sandbox = up(ONE, PodNetwork.ROUTED, families);
    pod(sandbox, "server", "node2", "{\"containerPort\":80}");

    assertThat(addresses(sandbox, "server")).hasSize(1);
    assertThat(ask(sandbox, "node/node1", "tcp", addresses(sandbox, "server").getFirst()))
        .contains("pod=server");
  }

  @Test
  void readinessFollowsItsAnnotationAndADeletedPodServesForItsGracePeriod() throws Exception {
    Sandbox sandbox = up(ONE, PodNetwork.ROUTED, Families.DUAL);
    pod(sandbox, "server", "node2", "{\"containerPort\":80}");
    String ip = addresses(sandbox, "server").getFirst();
    String path = "/api/v1/namespaces/default/pods/server";

    send(
        sandbox,
        "PATCH",
        path,
        "{\"metadata\":{\"annotations\":{\"weir.io/sandbox-ready\":\"false\"}}}");
    eventually(() ->
        get(sandbox, path).at("/status/containerStatuses/0/ready").isBoolean()
            && !get(sandbox, path).at("/status/containerStatuses/0/ready").booleanValue());

    send(sandbox, "DELETE", path + "?gracePeriodSeconds=2", "");
    assertThat(get(sandbox, path).at("/metadata/deletionTimestamp").isString()).isTrue();
    assertThat(ask(sandbox, "node/node1", "tcp", ip)).contains("pod=server");
    eventually(() -> get(sandbox, path).path("kind").stringValue().equals("Status"));
    eventually(() -> Teardown.namespaces(ONE).stream().noneMatch(n -> n.contains("-pod-")));
  }

  @Test
  void aMachineOutsideReachesNodesAndKnowsNoWayToPodsOrServices() throws Exception {
    Sandbox sandbox = up(ONE, PodNetwork.ROUTED, Families.DUAL);
    pod(sandbox, "server", "node2", "{\"containerPort\":80},{\"containerPort\":53}");
    send(
        sandbox,
        "POST",
        "/api/v1/namespaces/default/pods",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"host"},"spec":{"nodeName":"node2",
         "hostNetwork":true,"containers":[{"name":"c","image":"none","ports":[{"containerPort":80}]}]}}
        """);
    eventually(() -> !addresses(sandbox, "host").isEmpty());

    for (String ip : addresses(sandbox, "host")) {
      assertThat(ask(sandbox, "outside", "tcp", ip)).contains("pod=host");
    }
    for (String ip : addresses(sandbox, "server")) {
      assertThatThrownBy(() -> ask(sandbox, "outside", "tcp", ip))
          .hasMessageContaining("unreachable");
    }
    String outside = "hostname -I; ip route get 192.0.2.9; ip route get 2001:db8:1b::9";
    assertThat(run(sandbox, "outside", outside))
        .contains("172.30.%d.2".formatted(sandbox.blueprint().number()))
        .contains("192.0.2.9 via 172.30.%d.11".formatted(sandbox.blueprint().number()));
    assertThat(SandboxStatus.of(sandbox).rows())
        .anySatisfy(row -> assertThat(row.part() + row.state()).isEqualTo("outsideup"));
  }

  @Test
  void aNodeThatIsCutOffIsNotReadyNorAreItsPodsAndComesBack() throws Exception {
    Sandbox sandbox = up(ONE, PodNetwork.ROUTED, Families.DUAL);
    pod(sandbox, "server", "node2", "{\"containerPort\":80}");
    SandboxNode node = SandboxNode.of(sandbox, "node2");

    for (boolean up : List.of(false, true)) {
      if (up) {
        node.up();
      } else {
        node.down();
      }
      eventually(() ->
          isReady(sandbox, "/api/v1/nodes/node2") == up
              && isReady(sandbox, "/api/v1/namespaces/default/pods/server") == up);
      eventually(() -> SandboxStatus.of(sandbox).isWell() == up);
      for (String ip : addresses(sandbox, "server")) {
        String script = "exec 3<>/dev/tcp/" + ip + "/80 && head -n 1 <&3";
        String words = "timeout 2 bash -c '" + script + "' || echo silence";
        assertThat(run(sandbox, "node/node1", words)).contains(up ? "pod=server" : "silence");
      }
    }
  }

  private static boolean isReady(Sandbox sandbox, String path) {
    return get(sandbox, path)
        .at("/status/conditions")
        .valueStream()
        .filter(c -> c.path("type").stringValue().equals("Ready"))
        .anyMatch(c -> c.path("status").stringValue().equals("True"));
  }

  @Test
  void twoStandSideBySideAndACrashedOneGoesWithoutATrace() throws Exception {
    Sandbox first = up(ONE, PodNetwork.ROUTED, Families.DUAL);
    Sandbox second = up(OTHER, PodNetwork.BRIDGE, Families.DUAL);
    assertThat(first.blueprint().number()).isNotEqualTo(second.blueprint().number());
    assertThatThrownBy(() -> up(ONE, PodNetwork.ROUTED, Families.DUAL))
        .isInstanceOf(SandboxFault.class)
        .hasMessageContaining("weir sandbox down --name " + ONE);
    pod(first, "server", "node2", "{\"containerPort\":80}");
    pod(second, "server", "node2", "{\"containerPort\":80}");
    long server = CgroupTree.processes(first.cgroups().server()).getFirst();
    Process stray =
        new ProcessBuilder(SandboxExec.find(first, "server").argv(List.of("sleep", "1000")))
            .start();

    ProcessHandle.of(server).orElseThrow().destroyForcibly();
    assertThat(SandboxDown.run(ONE)).isTrue();

    assertThat(stray.waitFor(5, SECONDS)).isTrue();
    assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(Teardown.namespaces(ONE)).isEmpty();
    assertThat(first.cgroups().root()).doesNotExist();
    assertThat(first.directory().path()).doesNotExist();
    assertThat(BpfFs.contains(first.directory().bpffs())).isFalse();
    assertThat(SandboxDown.run(ONE)).isFalse();
    String ip = addresses(second, "server").getFirst();
    assertThat(ask(second, "node/node1", "tcp", ip)).contains("pod=server");
  }

  private static void pod(Sandbox sandbox, String name, String node, String ports)
      throws Exception {
    send(
        sandbox,
        "POST",
        "/api/v1/namespaces/default/pods",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
         "spec":{"nodeName":"%s","containers":[{"name":"c","image":"none","ports":[%s]}]}}
        """
            .formatted(name, node, ports));
    eventually(() -> Files.exists(sandbox.directory().pod("default", name)));
    eventually(() -> !addresses(sandbox, name).isEmpty());
  }

  private static List<String> addresses(Sandbox sandbox, String pod) {
    JsonNode ips = get(sandbox, "/api/v1/namespaces/default/pods/" + pod).at("/status/podIPs");
    return ips.valueStream().map(ip -> ip.path("ip").stringValue()).toList();
  }

  private static JsonNode get(Sandbox sandbox, String path) {
    try {
      return send(sandbox, "GET", path, "");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode send(Sandbox sandbox, String method, String path, String body)
      throws Exception {
    URI uri = URI.create(Files.readString(sandbox.directory().apiUrl()) + path);
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return new JsonMapper()
          .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static String ask(Sandbox sandbox, String from, String protocol, String ip) {
    return run(
        sandbox,
        from,
        "exec 3<>/dev/%s/%s/80; echo >&3; timeout 5 head -n 1 <&3".formatted(protocol, ip));
  }

  private static String run(Sandbox sandbox, String where, String script) {
    return Command.run(SandboxExec.find(sandbox, where).argv(List.of("bash", "-c", script)), "");
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time it may take").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
