package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** An agent is killed with -9; what it comes back to is what it would have made. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class RestartIT {
  private static final int STICKY = 6;

  /** Columns of the dump that every node shares: not the ids and places it gives by itself. */
  private static final List<String> SHARED =
      List.of("ADDRESS", "PROTOCOL", "KIND", "CLUSTER COUNT", "AFFINITY SECONDS");

  private Cluster cluster;

  @BeforeAll
  void up() {
    cluster = Cluster.withPods("restartit");
  }

  @AfterAll
  void down() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void servicesThatChangedMeanwhileAreCaughtUpWith() {
    final String kept = cluster.service("kept", Cluster.selector("s2"));
    String gone = cluster.service("gone", Cluster.selector("s2"));
    String moved = cluster.service("moved", Cluster.selector("s1"));
    cluster.eventuallyPod("c1", moved, "s1");
    cluster.eventuallyPod("c1", gone, "s2");
    final Map<String, Integer> links = links();
    final String keptId = row("node1", kept).get("SERVICE ID");

    cluster.killAgent("node1");
    assertThat(cluster.tcp("c1", kept)).as("without an agent").startsWith("pod=s2");
    cluster.api().delete(Cluster.servicePath("gone"));
    cluster.service("moved", Cluster.selector("s2"));
    String born = cluster.service("born", "type: NodePort, " + Cluster.selector("s2"));
    cluster.eventuallyPod("node/node2", born, "s2");
    cluster.startAgent("node1");

    cluster.eventuallyPod("c1", born, "s2");
    cluster.eventuallyPod("c1", moved, "s2");
    cluster.eventuallySays("c1", gone, Cluster.TIMEOUT);
    assertThat(cluster.tcp("c1", kept)).startsWith("pod=s2");
    assertThat(links()).as("ids of the pinned links").isEqualTo(links).isNotEmpty();
    assertThat(row("node1", kept)).containsEntry("SERVICE ID", keptId);
    assertThat(shared("node1")).isEqualTo(shared("node2")).isNotEmpty();
  }

  @Test
  void aClientKeepsItsBackendAcrossARestart() {
    String both = "[{addresses: [%s]}, {addresses: [%s]}]";
    String address = cluster.service("sticky", "sessionAffinity: ClientIP,");
    cluster
        .api()
        .apply(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: sticky-1
              namespace: default
              labels: {kubernetes.io/service-name: sticky}
            addressType: IPv4
            ports: [{name: t, port: 8080}]
            endpoints: %s
            """
                .formatted(both.formatted(cluster.podIp("s1"), cluster.podIp("s2"))));
    Cluster.eventually(() -> cluster.tcp("c1", address), a -> a.startsWith("pod="));
    String first = Answer.of(cluster.tcp("c1", address)).pod();
    sticksTo(first, address);
    cluster.killAgent("node1");
    sticksTo(first, address);
    cluster.startAgent("node1");
    sticksTo(first, address);
  }

  private void sticksTo(String pod, String address) {
    for (int i = 0; i < STICKY; i++) {
      assertThat(cluster.tcp("c1", address)).startsWith("pod=" + pod + " ");
    }
  }

  /** Id of each link that node1 has pinned. */
  private Map<String, Integer> links() {
    Path pins = cluster.sandbox().directory().pins("node1");
    Map<String, Integer> ids = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(pins)) {
      for (Path pin : tree.filter(p -> p.getParent().endsWith("links")).toList()) {
        ids.put(pin.getFileName().toString(), Links.info(pin).map(LinkInfo::id).orElseThrow());
      }
    } catch (IOException e) {
      throw new AssertionError("cannot list " + pins, e);
    }
    return ids;
  }

  private Map<String, String> row(String node, String address) {
    return rows(node).stream()
        .filter(row -> row.get("ADDRESS").equals(address + ":80"))
        .filter(row -> row.get("PROTOCOL").equals("TCP"))
        .findFirst()
        .orElseThrow();
  }

  private List<String> shared(String node) {
    return rows(node).stream()
        .map(row -> SHARED.stream().map(row::get).toList().toString())
        .sorted()
        .toList();
  }

  private List<Map<String, String>> rows(String node) {
    Cluster.Said said = cluster.weir(node, "map", "dump", "frontends");
    assertThat(said.exit()).as(said.text()).isZero();
    List<String> lines = said.text().lines().filter(l -> !l.isBlank()).toList();
    int head = 0;
    while (!lines.get(head).startsWith("ADDRESS")) {
      head++;
    }
    String[] names = lines.get(head).split(" {2,}");
    return lines.stream().skip(head + 1L).map(line -> named(names, line)).toList();
  }

  private static Map<String, String> named(String[] names, String line) {
    String[] cells = line.split(" {2,}");
    Map<String, String> row = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], cells[i]);
    }
    return row;
  }
}
