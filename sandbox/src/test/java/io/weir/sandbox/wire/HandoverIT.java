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
import io.weir.values.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From the real kube-proxy to Weir while traffic runs: agents start beside it, it stops, its rules
 * are removed. Connections that began through it go on, and none that begins meanwhile fails.
 */
@Tag("kube")
@Timeout(value = 240, unit = TimeUnit.SECONDS)
final class HandoverIT {
  /** A rule as CNIs have: without any the kernel stops to translate, also what has begun. */
  private static final String RULE_OF_A_CNI =
      """
      table inet cni {
        chain post {
          type nat hook postrouting priority srcnat;
          ip saddr 203.0.113.0/24 masquerade
        }
      }
      """;

  private final Map<String, ClientProcess> clients = new TreeMap<>();
  private Services services;

  @ParameterizedTest
  @CsvSource({"nftables,IPV4", "nftables,IPV6", "iptables,IPV4"})
  void trafficGoesOn(String mode, Family family) {
    KubeProxy.assumeBuilt();
    try (Cluster cluster =
        Cluster.up(new SandboxUp.Wish("handover", 2, PodNetwork.ROUTED, Families.DUAL, false))) {
      List<NodeNet> nodes = cluster.sandbox().blueprint().nodeNets();
      nodes.forEach(node -> inside(node, List.of("nft", "-f", "-"), RULE_OF_A_CNI));
      List<KubeProxy> proxies = KubeProxy.startAll(cluster.sandbox(), mode);
      try {
        begin(cluster, family);
        nodes.forEach(node -> cluster.startAgent(node.name()));
        talk("beside kube-proxy");
        proxies.forEach(KubeProxy::close);
        talk("without kube-proxy");
        nodes.forEach(
            node -> inside(node, List.of(System.getenv("WEIR_KUBE"), "proxy", "--cleanup"), ""));
        talk("without its rules");
      } finally {
        proxies.forEach(KubeProxy::close);
      }
      assertThat(failures()).isEmpty();
    } finally {
      clients.values().forEach(ClientProcess::close);
    }
  }

  private static void inside(NodeNet node, List<String> argv, String input) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--net=" + IpScript.file(node.namespace())));
    all.addAll(argv);
    Command.run(all, input);
  }

  /** An open connection and a stream of short ones: from a pod, from a node, from outside. */
  private void begin(Cluster cluster, Family family) {
    services = new Services(cluster);
    cluster.pod("s1", "node1", Services.TARGET_PORT);
    cluster.pod("s2", "node2", Services.TARGET_PORT);
    cluster.pod("default", "direct", "node1", 0, "weir.io/socket-lb: disabled");
    cluster.pod("client", "node1", 0);
    services.add("remote", Mode.FORWARD, Cluster.selector("s2"));
    Map<String, Frontend> ways =
        Map.of(
            "client", Frontend.CLUSTER_IP,
            "direct", Frontend.CLUSTER_IP,
            "node/node1", Frontend.CLUSTER_IP,
            "outside", Frontend.NODE_PORT);
    ways.forEach((from, frontend) -> {
      ClientProcess client = ClientProcess.start(cluster.sandbox(), from).ready();
      clients.put(from, client);
      Hops.Target to = services.target("remote", frontend, family);
      Cluster.eventually(
          () -> client.ask("open", to.address().toString(), to.port()),
          came -> came.startsWith("ok "));
      client.ask("start", to.address().toString(), to.port());
    });
  }

  /** By client, where a connection that began meanwhile failed. */
  private Map<String, String> failures() {
    Map<String, String> failed = new TreeMap<>();
    clients.forEach((name, client) -> {
      String came = client.ask("stop");
      if (!came.contains(" failed=0 ")) {
        failed.put(name, came);
      }
    });
    return failed;
  }

  private void talk(String when) {
    clients.forEach((name, client) ->
        assertThat(client.ask("talk")).as("%s, %s", name, when).startsWith("ok "));
  }
}
