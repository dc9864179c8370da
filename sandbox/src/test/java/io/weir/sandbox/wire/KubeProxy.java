package io.weir.sandbox.wire;

import io.weir.sandbox.boot.Sandbox;
import io.weir.sandbox.host.KubeProxyProgram;
import io.weir.sandbox.net.IpScript;
import io.weir.sandbox.net.NodeNet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The real kube-proxy on a node of a sandbox of both families. */
record KubeProxy(Process process) implements AutoCloseable {
  private static final String API = "http://127.0.0.1:6443";
  private static final List<String> PODS = List.of("10.244.0.0/16", "fd00:10:244::/48");

  /** Skips the test, saying what to do, where the binary is not there. */
  static void assumeBuilt() {
    Assumptions.assumeTrue(
        KubeProxyProgram.find().isPresent(), "skipped: " + KubeProxyProgram.MISSING);
  }

  /**
   * One on each node.
   *
   * @param mode iptables or nftables
   */
  static List<KubeProxy> startAll(Sandbox sandbox, String mode) {
    return sandbox.blueprint().nodeNets().stream().map(n -> start(sandbox, n, mode)).toList();
  }

  private static KubeProxy start(Sandbox sandbox, NodeNet node, String mode) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--pdeathsig=KILL",
                "nsenter",
                "--net=" + IpScript.file(node.namespace())));
    argv.addAll(
        KubeProxyProgram.find()
            .orElseThrow()
            .serve(
                new KubeProxyProgram.Service(mode, node.name(), API, PODS),
                sandbox.directory().agent(node.name())));
    try {
      return new KubeProxy(
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectOutput(sandbox.directory().log("kube-proxy-" + node.name()).toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start kube-proxy on " + node.name(), e);
    }
  }

  /** As the kubelet would end it: its rules stay. */
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
