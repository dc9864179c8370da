package io.weir.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.PinnedFiles;
import io.weir.bpf.program.PinnedFiles.Kind;
import io.weir.sandbox.boot.SandboxUp;
import io.weir.sandbox.host.CgroupTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An agent that is killed again and again, at any point of its start or work, while connections are
 * opened, held and spoken through. {@code -Dweir.kills=200} asks for more kills than the default.
 */
@Tag("sandbox")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class KillsIT {
  private static final int KILLS = Integer.getInteger("weir.kills", 20);

  /** From the loading of classes until after the first sync. */
  private static final int LATEST_MILLIS = 4_000;

  private static final int NODE_PORT = 30_080;

  private final Map<String, ClientProcess> clients = new LinkedHashMap<>();
  private Cluster cluster;

  @BeforeEach
  void up() {
    cluster = Cluster.withPods("leavekills");
  }

  @AfterEach
  void down() {
    clients.values().forEach(ClientProcess::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void nothingIsLost() throws InterruptedException {
    String address = cluster.service("web", "type: NodePort, " + Cluster.selector("s2"));
    cluster
        .api()
        .mergePatch(
            Cluster.servicePath("web"),
            "{\"spec\":{\"ports\":[{\"name\":\"t\",\"port\":80,\"targetPort\":8080,\"nodePort\":"
                + NODE_PORT
                + "},{\"name\":\"u\",\"port\":80,\"targetPort\":8080,\"protocol\":\"UDP\"}]}}");
    serverIsUnderPolicy();
    cluster.eventuallyPod("c1", address, "s2");
    Map<String, Integer> links = links();
    stream("c1", address, 80);
    stream("outside", cluster.node("node1").addresses().getFirst().toString(), NODE_PORT);
    ClientProcess holder = client("holder", "c1");
    assertThat(holder.ask("open", address, 80)).startsWith("ok pod=s2 ");
    assertThat(holder.ask("hold", address, 80)).startsWith("ok pod=s2 ");

    long seed = System.nanoTime();
    Random random = new Random(seed);
    cluster.killAgent("node1");
    for (int kill = 1; kill <= KILLS; kill++) {
      killed(random.nextInt(LATEST_MILLIS));
      assertThat(holder.ask("talk")).as("kill=%d seed=%d", kill, seed).startsWith("ok pod=s2 ");
      assertThat(holder.ask("again")).as("kill=%d seed=%d", kill, seed).startsWith("ok pod=s2 ");
    }
    cluster.startAgent("node1");
    for (String where : List.of("c1", "outside")) {
      String figures = clients.get(where).ask("stop");
      System.out.printf("kills=%d from=%s %s%n", KILLS, where, figures);
      assertThat(figures).as("seed=%d", seed).contains(" failed=0 ").doesNotContain("=0 failed");
    }
    assertThat(links()).as("ids of the pinned links").isEqualTo(links).isNotEmpty();
  }

  private void serverIsUnderPolicy() {
    cluster
        .api()
        .apply(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: in, namespace: default}
            spec: {podSelector: {matchLabels: {app: s2}},
              ingress: [{from: [{podSelector: {matchLabels: {app: c1}}}, {ipBlock: {cidr: 0.0.0.0/0}}]}]}
            """);
  }

  private ClientProcess client(String name, String where) {
    ClientProcess client = ClientProcess.start(cluster.sandbox(), where).ready();
    clients.put(name, client);
    return client;
  }

  private void stream(String where, String address, int port) {
    ClientProcess client = client(where, where);
    Cluster.eventually(() -> client.ask("tcp", address, port), a -> a.startsWith("ok pod=s2 "));
    assertThat(client.ask("start", address, port)).isEqualTo("ok");
  }

  /** An agent that lives for so long. */
  private void killed(int millis) throws InterruptedException {
    Path cgroup = cluster.sandbox().cgroups().agent("node1");
    Process agent = SandboxUp.startAgent(cluster.sandbox(), cluster.node("node1"), Map.of());
    boolean ended = agent.waitFor(Duration.ofMillis(millis));
    assertThat(ended).as("an agent that ended by itself").isFalse();
    agent.destroyForcibly();
    EchoService.await("end of the agent", () -> CgroupTree.processes(cgroup).isEmpty());
  }

  /** Ids of the links that node1 has pinned. */
  private Map<String, Integer> links() {
    Map<String, Integer> ids = new TreeMap<>();
    PinnedFiles.under(cluster.sandbox().directory().pins("node1")).stream()
        .filter(pin -> pin.kind() == Kind.LINK)
        .forEach(pin ->
            ids.put(
                pin.path().getFileName().toString(),
                Links.info(pin.path()).map(LinkInfo::id).orElseThrow()));
    return ids;
  }
}
