package io.weir.sandbox.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The real kube-proxy, which Weir is compared with. It is told to leave the limits and times of
 * connection tracking, and never needs loopback to be routed: what it changes is its network
 * namespace's.
 *
 * @param binary weir-kube, built by tools/kube
 */
public record KubeProxyProgram(Path binary) {
  private static final String VARIABLE = "WEIR_KUBE";

  /** What to do where {@link #find} finds nothing. */
  public static final String MISSING =
      VARIABLE
          + " in the environment names no weir-kube binary: set it to what tools/kube/build.sh"
          + " prints";

  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "%s"}}]
      users: [{name: u, user: {}}]
      contexts: [{name: x, context: {cluster: c, user: u}}]
      current-context: x
      """;

  /** The sandbox's API speaks no protobuf. */
  private static final String CONFIGURATION =
      """
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
      """;

  /** That of the environment. */
  public static Optional<KubeProxyProgram> find() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .map(KubeProxyProgram::new);
  }

  /**
   * Who is served, and how.
   *
   * @param mode iptables or nftables
   * @param node its name in the API
   * @param api URL of the API server, as the node reaches it
   * @param pods the addresses of all pods, one prefix of a family at most
   */
  public record Service(String mode, String node, String api, List<String> pods) {}

  /**
   * The command line, to be run in the node's network namespace.
   *
   * @param directory for its files
   */
  public List<String> serve(Service service, Path directory) {
    Path kubeconfig = directory.resolve("kube-proxy.kubeconfig");
    Path configuration = directory.resolve("kube-proxy.yaml");
    String pods = String.join(",", service.pods);
    try {
      Files.createDirectories(directory);
      Files.writeString(kubeconfig, KUBECONFIG.formatted(service.api));
      Files.writeString(
          configuration, CONFIGURATION.formatted(service.mode, service.node, pods, kubeconfig));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write what kube-proxy reads in " + directory, e);
    }
    return List.of(binary.toString(), "proxy", "--config=" + configuration);
  }
}
