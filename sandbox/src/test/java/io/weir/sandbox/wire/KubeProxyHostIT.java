package io.weir.sandbox.wire;

final class KubeProxyHostIT extends KubeProxyMatrix {
  KubeProxyHostIT() {
    super(From.HOST);
  }
}
