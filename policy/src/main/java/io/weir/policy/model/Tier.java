package io.weir.policy.model;

/** In the order of evaluation. */
public enum Tier {
  ADMIN,
  NETWORK_POLICY,
  BASELINE
}
