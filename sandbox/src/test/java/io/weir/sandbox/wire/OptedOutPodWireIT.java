package io.weir.sandbox.wire;

import io.weir.sandbox.net.PodNetwork;

final class OptedOutPodWireIT extends WireMatrix {
  OptedOutPodWireIT() {
    super(From.OPTED_OUT, PodNetwork.ROUTED);
  }
}
