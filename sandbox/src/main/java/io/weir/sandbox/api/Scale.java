package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The {@code /scale} subresource of the kinds that have {@code spec.replicas}. */
final class Scale {
  private Scale() {}

  /** An {@code autoscaling/v1} Scale of the object. */
  static ObjectNode of(Resource resource, ObjectNode object) {
    if (!resource.subresources().contains("scale")) {
      throw ApiException.noSuchPath(resource.groupResource() + "/scale");
    }
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    metadata.setAll((ObjectNode) object.get("metadata"));
    metadata.retain("name", "namespace", "uid", "resourceVersion", "creationTimestamp");
    scale.putObject("spec").put("replicas", replicas(object));
    String selector =
        Json.at(object, "spec.selector.matchLabels")
            .propertyStream()
            .map(e -> e.getKey() + "=" + e.getValue().asString(""))
            .collect(Collectors.joining(","));
    scale
        .putObject("status")
        .put("replicas", Json.at(object, "status.replicas").asInt(0))
        .put("selector", selector);
    return scale;
  }

  static int replicas(ObjectNode object) {
    return Json.at(object, "spec.replicas").asInt(1);
  }

  /** The object with the replicas, and the resourceVersion to check, of a Scale. */
  static ObjectNode into(ObjectNode object, ObjectNode scale) {
    int replicas = Json.at(scale, "spec.replicas").asInt(0);
    if (replicas < 0) {
      throw ApiException.badRequest("spec.replicas must not be negative: replicas=" + replicas);
    }
    Json.child(object, "spec").put("replicas", replicas);
    String version = Json.text(scale, "metadata.resourceVersion");
    if (!version.isEmpty()) {
      Json.child(object, "metadata").put("resourceVersion", version);
    }
    return object;
  }
}
