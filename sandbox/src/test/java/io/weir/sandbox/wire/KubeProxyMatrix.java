package io.weir.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sandbox.net.PodNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real kube-proxy through the same questions: it does what our tables say, but for the
 * differences that are listed, and these are real.
 */
@Tag("kube")
abstract class KubeProxyMatrix extends WireMatrix {
  private static final Path DIFFERENCES = Path.of("../docs/differences.md");

  private final From from;
  private final List<KubeProxy> proxies = new ArrayList<>();

  private final boolean agents;

  /** kube-proxy alone. */
  KubeProxyMatrix(From from) {
    super(from, PodNetwork.ROUTED, List.of(Mode.SNAT));
    this.from = from;
    agents = false;
  }

  /** Beside agents: then all is as with agents alone. */
  KubeProxyMatrix(From from, List<Mode> modes) {
    super(from, PodNetwork.ROUTED, modes);
    this.from = from;
    agents = true;
  }

  @Override
  String expected(Cell cell) {
    return Arrays.stream(Difference.values())
        .filter(d -> !agents && d.concerns(cell))
        .findFirst()
        .map(d -> d.expected(cell))
        .orElseGet(cell::expected);
  }

  @Override
  WireLab open() {
    KubeProxy.assumeBuilt();
    WireLab lab = WireLab.up(from, PodNetwork.ROUTED, agents);
    lab.cluster()
        .sandbox()
        .blueprint()
        .nodeNets()
        .forEach(node -> proxies.add(KubeProxy.start(lab.cluster().sandbox(), node, "nftables")));
    return lab;
  }

  @AfterAll
  void stop() {
    proxies.forEach(KubeProxy::close);
  }

  @Test
  void everyDifferenceIsListedWithItsReason() throws IOException {
    String text = Files.readString(DIFFERENCES);
    assertThat(Difference.values())
        .allSatisfy(d -> assertThat(text).contains("| " + d.row + " † |"));
  }
}
