package io.weir.sandbox.wire;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** The real kube-proxy on a node of a sandbox: nothing of the machine is changed. */
record KubeProxy(Process process) implements AutoCloseable {
  private static final String BINARY = "WEIR_KUBE";

  /** Skips the test, saying what to do, where the binary is not there. */
  static void assumeBuilt() {
    Assumptions.assumeTrue(
        Files.isRegularFile(Path.of(System.getenv().getOrDefault(BINARY, ""))),
        "skipped: the environment's WEIR_KUBE names no weir-kube binary; run `make test-kube`");
  }

  /**
   * @param mode iptables or nftables
   */
  static KubeProxy start(Sandbox sandbox, NodeNet node, String mode) {
    Path directory = sandbox.directory().agent(node.name());
    try {
      Files.createDirectories(directory);
      Path config = directory.resolve("kube-proxy.yaml");
      Files.writeString(config, config(sandbox, node, mode));
      List<String> argv =
          List.of(
              "setpriv",
              "--pdeathsig=KILL",
              "nsenter",
              "--net=" + IpScript.file(node.namespace()),
              System.getenv(BINARY),
              "proxy",
              "--config=" + config);
      return new KubeProxy(
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectOutput(sandbox.directory().log("kube-proxy-" + node.name()).toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start kube-proxy on " + node.name(), e);
    }
  }

  private static String config(Sandbox sandbox, NodeNet node, String mode) throws IOException {
    Path kubeconfig = sandbox.directory().agent(node.name()).resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:6443"}}]
        users: [{name: u, user: {}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """);
    String pods =
        sandbox.blueprint().nodeNets().stream()
            .flatMap(each -> each.podPrefixes().stream())
            .map(cidr -> cidr.toString().contains(":") ? "fd00:10:244::/48" : "10.244.0.0/16")
            .distinct()
            .collect(Collectors.joining(","));
    return """
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: %s
    hostnameOverride: %s
    detectLocalMode: ClusterCIDR
    clusterCIDR: "%s"
    nodePortAddresses: [primary]
    healthzBindAddress: 127.0.0.1:10255
    metricsBindAddress: 127.0.0.1:10248
    clientConnection:
      kubeconfig: %s
      contentType: application/json
      acceptContentTypes: application/json
    conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
    """
        .formatted(mode, node.name(), pods, kubeconfig);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
