package io.weir.sandbox.wire;

final class BesideKubeProxyRefusalsIT extends KubeProxyRefusals {
  BesideKubeProxyRefusalsIT() {
    super("refusalsboth", true);
  }
}
