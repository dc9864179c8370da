package io.weir.policy.compile;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.Policy;
import io.weir.values.Reading;
import java.util.List;
import java.util.Optional;

/** Judges a ClusterNetworkPolicy: what cannot be read is matched by Deny and by no Accept. */
public final class ClusterNetworkPolicyReader {
  private ClusterNetworkPolicyReader() {}

  public static Reading<Policy> read(ClusterNetworkPolicyFacts facts) {
    return new Reading<>(Optional.empty(), List.of());
  }
}
