package io.weir.policy.model;

/** What a rule that matches says. Rules of a NetworkPolicy always accept. */
public enum Action {
  ACCEPT,
  DENY,
  /** Leave it to the next tier. */
  PASS
}
