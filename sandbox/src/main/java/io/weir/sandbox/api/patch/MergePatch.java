package io.weir.sandbox.api.patch;

import io.weir.sandbox.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7386: null deletes, objects merge, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  /** Changes {@code target} in place and hands it back. */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    patch.forEachEntry((name, value) -> {
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode object) {
        apply(Json.child(target, name), object);
      } else {
        target.set(name, value);
      }
    });
    return target;
  }
}
