package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class BridgedOutsideWireIT extends WireMatrix {
  BridgedOutsideWireIT() {
    super(From.OUTSIDE, PodNetwork.BRIDGE);
  }
}
