package io.weir.sandbox.policy;

import io.weir.sandbox.net.PodNetwork;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;

@Disabled("until the agent enforces policies")
@Tag("sandbox")
final class BridgedPolicyMatrixIT extends PolicyMatrix {
  BridgedPolicyMatrixIT() {
    super(PodNetwork.BRIDGE);
  }
}
