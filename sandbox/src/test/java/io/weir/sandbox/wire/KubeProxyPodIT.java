package io.weir.sandbox.wire;

final class KubeProxyPodIT extends KubeProxyMatrix {
  KubeProxyPodIT() {
    super(From.POD);
  }
}
