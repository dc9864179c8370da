package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class OutsideWireIT extends WireMatrix {
  OutsideWireIT() {
    super(From.OUTSIDE, PodNetwork.ROUTED);
  }
}
