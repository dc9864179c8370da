package io.weir.sandbox.policy;

import io.weir.sandbox.net.PodNetwork;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
final class BridgedPolicyMatrixIT extends PolicyMatrix {
  BridgedPolicyMatrixIT() {
    super(PodNetwork.BRIDGE);
  }
}
