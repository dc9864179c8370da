package io.weir.sandbox.wire;

final class KubeProxyRefusalsIT extends KubeProxyRefusals {
  KubeProxyRefusalsIT() {
    super("refusalskube", false);
  }
}
