package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class BridgedOptedOutPodWireIT extends WireMatrix {
  BridgedOptedOutPodWireIT() {
    super(From.OPTED_OUT, PodNetwork.BRIDGE);
  }
}
