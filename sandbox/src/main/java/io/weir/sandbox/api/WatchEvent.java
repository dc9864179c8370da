package io.weir.sandbox.api;

import tools.jackson.databind.node.ObjectNode;

/**
 * One change of one object.
 *
 * @param object the object after the change, for {@code DELETED} its last state; read-only: shared
 *     with the store and with every other listener
 */
public record WatchEvent(Type type, Resource resource, ObjectNode object) {

  /** What happened to the object. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
