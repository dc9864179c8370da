package io.weir.sandbox.wire;

import java.util.Arrays;

final class BesideKubeProxyOutsideIT extends KubeProxyMatrix {
  BesideKubeProxyOutsideIT() {
    super(From.OUTSIDE, Arrays.asList(Mode.values()));
  }
}
