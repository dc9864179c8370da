package io.weir.sandbox.controller;

import tools.jackson.databind.JsonNode;

/**
 * Which object of a kind.
 *
 * @param namespace empty for kinds without
 */
public record ObjectKey(String namespace, String name) {
  public static ObjectKey of(JsonNode object) {
    return new ObjectKey(Json.namespace(object), Json.name(object));
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
