package io.weir.sandbox.wire;

final class KubeProxyOutsideIT extends KubeProxyMatrix {
  KubeProxyOutsideIT() {
    super(From.OUTSIDE);
  }
}
