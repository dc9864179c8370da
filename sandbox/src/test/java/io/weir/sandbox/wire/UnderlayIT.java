package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.demo.ClientProcess;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.Ips;
import io.weir.values.IpAddress;
import io.weir.values.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the matrix sees what it says: packets whose way is known, without Services and agents. */
@Tag("sandbox")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class UnderlayIT {
  private static final int PORT = 8080;
  private static final int FIRST_OWN_PORT = 10_001;

  @Test
  void packetsAreSeenAtEveryMachineTheyCross() {
    try (Cluster cluster = Cluster.up("underlayit", false);
        Underlay underlay = Underlay.of(cluster.sandbox());
        ClientProcess client = ClientProcess.start(cluster.sandbox(), "outside").ready()) {
      cluster.pod("server", "node2", PORT);
      cluster.node("node2").podPrefixes().forEach(p -> cluster.fromOutside(p.toString(), "node1"));
      int port = FIRST_OWN_PORT;
      for (IpAddress pod : cluster.podIps("default", "server")) {
        for (Protocol protocol : Set.of(Protocol.TCP, Protocol.UDP)) {
          underlay.take();
          String verb = protocol.name().toLowerCase(Locale.ROOT);
          String came = client.ask("%s %s %d %d".formatted(verb, pod, PORT, port));
          IpAddress own = cluster.sandbox().blueprint().outsideAddress(pod.family());

          assertThat(came).startsWith("ok pod=server ").contains(own.toString());
          assertThat(new Came(came, port).seenPort()).isEqualTo(port);
          assertThat(underlay.take().of(protocol, Set.of(port), new Hops.Target(pod, PORT)))
              .as("the node in between forwards, the answer goes straight")
              .isEqualTo("outside>node1 node1>node2/l2 node2>outside");
          port++;
        }
      }
    }
  }

  /** What kube-proxy would do; the port that the server sees is known from its answer only. */
  @Test
  void packetsAreRecognisedBeyondANodeThatGivesThemAnotherAddressAndPort() {
    try (Cluster cluster = Cluster.up("underlayit", false);
        Underlay underlay = Underlay.of(cluster.sandbox());
        ClientProcess client = ClientProcess.start(cluster.sandbox(), "outside").ready()) {
      cluster.pod("server", "node2", PORT);
      String node1 = cluster.node("node1").addresses().getFirst().toString();
      Command.run(
          List.of("ip", "netns", "exec", cluster.node("node1").namespace(), "nft", "-f", "-"),
          """
          table ip nat {
            chain in { type nat hook prerouting priority -100; tcp dport 30080 dnat to %s:%d; }
            chain out { type nat hook postrouting priority 100; masquerade fully-random; }
          }
          """
              .formatted(cluster.podIp("server"), PORT));
      underlay.take();
      Came came =
          new Came(client.ask("tcp %s 30080 %d".formatted(node1, FIRST_OWN_PORT)), FIRST_OWN_PORT);
      Set<Integer> ports = new HashSet<>(List.of(FIRST_OWN_PORT, came.seenPort()));
      String hops =
          underlay.take().of(Protocol.TCP, ports, new Hops.Target(Ips.address(node1), 30080));

      assertThat(came.text(Map.of(node1, "node1"), hops))
          .isEqualTo(Came.text("server", "node1", Mode.SNAT.hops()));
    }
  }
}
