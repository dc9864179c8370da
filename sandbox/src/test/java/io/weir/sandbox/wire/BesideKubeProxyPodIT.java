package io.weir.sandbox.wire;

import java.util.List;

final class BesideKubeProxyPodIT extends KubeProxyMatrix {
  BesideKubeProxyPodIT() {
    super(From.OPTED_OUT, List.of(Mode.SNAT));
  }
}
