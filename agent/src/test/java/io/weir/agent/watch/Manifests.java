package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Kubernetes objects in YAML, read as the watches read them. A document whose first line is {@code
 * # delete} says that its object is deleted.
 */
public final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, Kind> KINDS =
      Map.of(
          "Service", Kind.SERVICE,
          "EndpointSlice", Kind.ENDPOINT_SLICE,
          "Node", Kind.NODE,
          "Pod", Kind.POD,
          "Namespace", Kind.NAMESPACE,
          "NetworkPolicy", Kind.NETWORK_POLICY,
          "ClusterNetworkPolicy", Kind.CLUSTER_NETWORK_POLICY,
          "ServiceCIDR", Kind.SERVICE_CIDR);

  private Manifests() {}

  /** The events of a file of documents, in their order; unreadable objects give none. */
  public static List<ClusterEvent> read(String documents) {
    List<ClusterEvent> events = new ArrayList<>();
    for (String document : documents.split("(?m)^---$")) {
      JsonNode object = YAML.readTree(document);
      if (object.isObject()) {
        read(object, document.strip().startsWith("# delete"), events);
      }
    }
    return events;
  }

  private static void read(JsonNode object, boolean delete, List<ClusterEvent> events) {
    Kind kind = KINDS.get(object.path("kind").asString());
    Resource resource =
        Resource.all().stream().filter(r -> r.kind() == kind).findFirst().orElseThrow();
    Intake intake =
        new Intake(
            resource,
            event -> {
              if (!(event instanceof ClusterEvent.Unreadable)) {
                events.add(event);
              }
            },
            new Counters(kind));
    try (Json in = new Json(new ByteArrayInputStream(JSON.writeValueAsBytes(object)), new Pool())) {
      in.next();
      if (delete) {
        intake.deleted(in);
      } else {
        intake.changed(in);
      }
    }
  }
}
