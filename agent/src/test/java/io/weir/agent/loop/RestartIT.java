package io.weir.agent.loop;

import static io.weir.agent.loop.Cluster.changed;
import static io.weir.agent.loop.Cluster.lists;
import static io.weir.agent.loop.Cluster.service;
import static io.weir.agent.loop.Cluster.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.agent.attach.AgentLab;
import io.weir.agent.attach.ConnectForever;
import io.weir.agent.attach.SocketHook;
import io.weir.agent.attach.SocketPrograms;
import io.weir.agent.maps.KernelTables;
import io.weir.agent.model.ClusterEvent;
import io.weir.bpf.program.LinkInfo;
import io.weir.bpf.program.Links;
import io.weir.bpf.program.PinnedMaps;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agents come and go over one kernel: whoever connects does not notice. */
@Tag("kernel")
class RestartIT {
  private static final int RESTARTS = 20;
  private static final List<String> MAPS =
      List.of("frontends", "nodeports", "members", "source_ranges", "node_addresses", "slots");

  private AgentLab lab;

  @BeforeEach
  void open() {
    lab = AgentLab.open();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** An agent from its start to the moment when it has written and attached everything. */
  private SocketPrograms agent() {
    SocketPrograms programs = lab.load();
    TestLoop loop =
        new TestLoop(
            KernelTables.services(programs.object()),
            KernelTables.node(programs.object()),
            programs::attach);
    loop.turn(cluster());
    assertThat(programs.attached()).containsExactlyInAnyOrder(SocketHook.values());
    return programs;
  }

  private static List<ClusterEvent> cluster() {
    return lists(
        List.of(
            changed(service("web", "10.96.0.1", "TCP", 30080, List.of("198.51.100.7"))),
            slice("web", "TCP", "10.1.0.1"),
            changed(service("dns", "10.96.0.10", "UDP", 0)),
            slice("dns", "UDP", "10.1.0.2", "10.1.0.3")));
  }

  @Test
  void noConnectFailsWhileAgentsComeAndGo() throws Exception {
    Process pod = lab.start(List.of("10.1.0.1"), connectForever());
    try (BufferedReader said = pod.inputReader()) {
      agent().close();
      assertThat(said.readLine()).isEqualTo("connected");
      Map<String, Map<String, String>> maps = maps();
      Map<SocketHook, LinkInfo> links = links();
      Set<Integer> programs = new HashSet<>(Set.of(links.get(SocketHook.CONNECT4).programId()));

      for (int i = 0; i < RESTARTS; i++) {
        agent().close();
        assertThat(maps()).isEqualTo(maps);
        links().forEach((hook, link) -> assertThat(link.id()).isEqualTo(links.get(hook).id()));
        programs.add(links().get(SocketHook.CONNECT4).programId());
      }

      assertThat(programs).as("each agent brings its own").hasSize(RESTARTS + 1);
      pod.outputWriter().append('\n').close();
      assertThat(said.readLine()).matches("worked=[0-9]{2,} failed=0 ");
    } finally {
      pod.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static List<String> connectForever() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-cp",
        Path.of("target", "test-classes").toAbsolutePath().toString(),
        ConnectForever.class.getName(),
        "10.1.0.1",
        "8080",
        "10.96.0.1",
        "80");
  }

  /** Every entry of the maps, as the bytes that the kernel has. */
  private Map<String, Map<String, String>> maps() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    try (PinnedMaps pinned = PinnedMaps.open(lab.pins().maps(), SocketPrograms.OBJECT)) {
      for (String name : MAPS) {
        Map<String, String> entries = new TreeMap<>();
        pinned.hex(name).forEach(entries::put);
        all.put(name, entries);
      }
    }
    return all;
  }

  private Map<SocketHook, LinkInfo> links() {
    Map<SocketHook, LinkInfo> links = new EnumMap<>(SocketHook.class);
    for (SocketHook hook : SocketHook.values()) {
      links.put(hook, Links.info(lab.pins().links().resolve(hook.program())).orElseThrow());
    }
    return links;
  }
}
