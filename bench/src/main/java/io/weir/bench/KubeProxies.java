package io.weir.bench;

import io.weir.bench.NodePortNet.Host;
import io.weir.bpf.sys.NetworkNamespace;
import io.weir.sandbox.api.ApiServer;
import io.weir.sandbox.api.ObjectStore;
import io.weir.sandbox.echo.EchoServers;
import io.weir.sandbox.host.KubeProxyProgram;
import io.weir.sandbox.net.Command;
import io.weir.sandbox.net.IpScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The real kube-proxy on nodes of a benchmark, and the API server of its cluster. */
final class KubeProxies implements AutoCloseable {
  private static final InetSocketAddress API =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 6443);

  /** Of the pods that Services lead to: whoever else asks is outside. */
  private static final String PODS = "10.92.0.0/16";

  private static final Pattern NODE_PORT = Pattern.compile("-A KUBE-NODEPORTS .*--dport (\\d+)");

  private final Lab lab;
  private final KubeProxyProgram program;
  private final ObjectStore store;
  private final ApiServer api;

  KubeProxies(Lab lab, KubeProxyProgram program, NodePortCluster cluster) {
    this.lab = lab;
    this.program = program;
    store = NodePortObjects.store(cluster);
    api = ApiServer.start(store, 0);
  }

  /**
   * @param mode iptables or nftables
   */
  void start(Host host, String mode) {
    NodePortObjects.node(store, host);
    try (NetworkNamespace inside = NetworkNamespace.open(IpScript.file(host.namespace()))) {
      api.listen(inside.call(() -> EchoServers.openTcp(API)));
    }
    Path directory = lab.directory().resolve(host.name());
    List<String> argv =
        program.serve(
            new KubeProxyProgram.Service(
                mode,
                host.name(),
                "http://%s:%d".formatted(API.getHostString(), API.getPort()),
                List.of(PODS)),
            directory);
    try {
      lab.program(lab.cgroup(host.name()), Optional.of(host.namespace()), argv)
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start kube-proxy at " + host.name(), e);
    }
  }

  /** Of all that a node's iptables list, the one in the middle: kube-proxy's order is random. */
  static int middleNodePort(Host host) {
    List<String> argv =
        List.of(
            "nsenter", "--net=" + IpScript.file(host.namespace()), "iptables-save", "-t", "nat");
    List<MatchResult> all = NODE_PORT.matcher(Command.run(argv, "")).results().toList();
    return Integer.parseInt(all.get(all.size() / 2).group(1));
  }

  /** The processes end with the lab. */
  @Override
  public void close() {
    api.close();
    store.close();
  }
}
