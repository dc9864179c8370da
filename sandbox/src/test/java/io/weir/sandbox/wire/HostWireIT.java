package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class HostWireIT extends WireMatrix {
  HostWireIT() {
    super(From.HOST, PodNetwork.ROUTED);
  }
}
