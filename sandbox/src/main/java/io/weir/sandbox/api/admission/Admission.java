package io.weir.sandbox.api.admission;

import tools.jackson.databind.node.ObjectNode;

/** Defaults, allocation and validation of the built-in kinds. */
public final class Admission {

  /** Completes a new object in place. */
  public void create(String groupResource, ObjectNode object) {}

  /** Completes the next state of an object in place. */
  public void update(String groupResource, ObjectNode old, ObjectNode next) {}

  /** Takes note of what a stored object holds. */
  public void stored(String groupResource, ObjectNode object) {}

  /** Takes note that an object is gone. */
  public void removed(String groupResource, ObjectNode object) {}
}
