package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class PodWireIT extends WireMatrix {
  PodWireIT() {
    super(From.POD, PodNetwork.ROUTED);
  }
}
