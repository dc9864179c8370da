package io.weir.sandbox.wire;

import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.demo.Cluster;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import io.weir.values.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/**
 * The real kube-proxy refuses what our tables say, but for one difference. Beside agents it still
 * has a say in what the node itself sends, unless a socket was refused before.
 */
@Tag("kube")
abstract class KubeProxyRefusals extends Refusals {
  /** The first column of docs/differences.md. */
  static final String DIFFERENCE =
      "a datagram or ping of the node itself that is refused or gets no answer";

  /** What {@code send} says. */
  private static final String DENIED = "error Operation not permitted";

  private final String name;
  private final boolean agents;

  /** There packets are refused where they come in, not where they are sent. */
  private final Set<IpAddress> nodes = new HashSet<>();

  private List<KubeProxy> proxies = List.of();

  KubeProxyRefusals(String name, boolean agents) {
    this.name = name;
    this.agents = agents;
  }

  @Override
  Cluster open() {
    KubeProxy.assumeBuilt();
    Cluster cluster = Cluster.up(name, agents);
    for (NodeNet node : cluster.sandbox().blueprint().nodeNets()) {
      nodes.addAll(node.addresses());
      refuseWithoutLimit(node);
    }
    proxies = KubeProxy.startAll(cluster.sandbox(), "nftables");
    return cluster;
  }

  /** The kernel refuses a client six times at once, and then once in a second. */
  private static void refuseWithoutLimit(NodeNet node) {
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(node.namespace()))) {
      inside.call(() -> {
        Files.writeString(Path.of("/proc/sys/net/ipv4/icmp_ratelimit"), "0");
        return Files.writeString(Path.of("/proc/sys/net/ipv6/icmp/ratelimit"), "0");
      });
    }
  }

  @Override
  String expected(Row row) {
    boolean atTheSocket =
        agents && row.want().equals(REFUSED) && row.target().port() != UNUSED_PORT;
    boolean denied =
        row.from() == From.HOST
            && !row.verb().equals("tcp")
            && !row.isAnswered()
            && !atTheSocket
            && !nodes.contains(row.target().address());
    return denied ? DENIED : row.want();
  }

  @AfterAll
  void stop() {
    proxies.forEach(KubeProxy::close);
  }
}
