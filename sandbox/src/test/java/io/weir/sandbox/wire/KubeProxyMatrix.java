package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/**
 * The real kube-proxy through the same questions: it does what our tables say, but for the
 * differences that are listed, and these are real.
 */
@Tag("kube")
abstract class KubeProxyMatrix extends WireMatrix {
  private final From from;
  private final boolean agents;
  private List<KubeProxy> proxies = List.of();

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
    proxies = KubeProxy.startAll(lab.cluster().sandbox(), "nftables");
    return lab;
  }

  @AfterAll
  void stop() {
    proxies.forEach(KubeProxy::close);
  }
}
