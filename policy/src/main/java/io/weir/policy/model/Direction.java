package io.weir.policy.model;

/** Seen from the pod that a policy selects. */
public enum Direction {
  INGRESS,
  EGRESS
}
