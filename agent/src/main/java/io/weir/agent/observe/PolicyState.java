package io.weir.agent.observe;

/** How far a policy or an endpoint is from what the API server says. */
public enum PolicyState {
  /** The dataplane does what the policies say. */
  IN_FORCE,
  /** An older set of rules is in force, or none yet and the pod is closed. */
  NOT_UP_TO_DATE,
  /** It does not fit the dataplane: the pods keep what they had, or are closed. */
  REFUSED,
  /** Nothing of the object could be read; its faults say why. */
  UNREADABLE
}
