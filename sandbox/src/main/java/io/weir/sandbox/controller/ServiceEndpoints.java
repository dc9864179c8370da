package io.weir.sandbox.controller;

import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The endpoints of one Service in one family, by the ports they resolve to, as the EndpointSlice
 * controller of Kubernetes derives them from pods.
 *
 * @param byPorts slice ports to endpoints, each endpoint a tree in the API's form
 */
record ServiceEndpoints(Map<ArrayNode, List<ObjectNode>> byPorts) {
  static final String ZONE = "topology.kubernetes.io/zone";

  /**
   * @param pods candidates of the Service's namespace
   * @param zones zone of each node that has one
   */
  static ServiceEndpoints of(
      JsonNode service, Family family, List<? extends JsonNode> pods, Map<String, String> zones) {
    Map<String, String> selector = Json.map(service, "spec/selector");
    Map<ArrayNode, List<ObjectNode>> byPorts = new LinkedHashMap<>();
    for (JsonNode pod : pods) {
      if (!Json.selects(selector, pod) || !isPlaced(pod)) {
        continue;
      }
      address(pod, family)
          .ifPresent(ip ->
              ports(service, pod)
                  .ifPresent(ports ->
                      byPorts
                          .computeIfAbsent(ports, _ -> new ArrayList<>())
                          .add(endpoint(service, pod, ip, zones))));
    }
    return new ServiceEndpoints(byPorts);
  }

  private static boolean isPlaced(JsonNode pod) {
    String phase = Json.text(pod, "status/phase");
    return !Json.text(pod, "spec/nodeName").isEmpty()
        && !phase.equals("Succeeded")
        && !phase.equals("Failed");
  }

  private static Optional<String> address(JsonNode pod, Family family) {
    return Json.items(pod, "status/podIPs").stream()
        .map(entry -> Json.text(entry, "ip"))
        .filter(ip -> IpAddress.parse(ip).map(IpAddress::family).filter(family::equals).isPresent())
        .findFirst();
  }

  /** Empty where the Service has ports and the pod has none of them. */
  private static Optional<ArrayNode> ports(JsonNode service, JsonNode pod) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    List<JsonNode> declared = Json.items(service, "spec/ports");
    for (JsonNode port : declared) {
      String protocol = protocol(port);
      int number = targetPort(port, pod, protocol);
      if (number == 0) {
        continue;
      }
      ObjectNode out = result.addObject();
      out.put("name", Json.text(port, "name"));
      out.put("protocol", protocol);
      out.put("port", number);
      if (!Json.text(port, "appProtocol").isEmpty()) {
        out.put("appProtocol", Json.text(port, "appProtocol"));
      }
    }
    return result.isEmpty() && !declared.isEmpty() ? Optional.empty() : Optional.of(result);
  }

  private static String protocol(JsonNode port) {
    return Json.text(port, "protocol").isEmpty() ? "TCP" : Json.text(port, "protocol");
  }

  private static int targetPort(JsonNode port, JsonNode pod, String protocol) {
    String wanted = Json.text(port, "targetPort");
    if (wanted.isEmpty()) {
      int number = Json.number(port, "targetPort", 0);
      return number != 0 ? number : Json.number(port, "port", 0);
    }
    return Json.concat(Json.items(pod, "spec/containers"), Json.items(pod, "spec/initContainers"))
        .stream()
        .flatMap(container -> Json.items(container, "ports").stream())
        .filter(p -> Json.text(p, "name").equals(wanted) && protocol(p).equals(protocol))
        .map(p -> Json.number(p, "containerPort", 0))
        .findFirst()
        .orElse(0);
  }

  private static ObjectNode endpoint(
      JsonNode service, JsonNode pod, String ip, Map<String, String> zones) {
    String node = Json.text(pod, "spec/nodeName");
    boolean serving = Json.condition(pod, "Ready");
    boolean terminating = Json.isDeleting(pod);
    boolean ready =
        Json.isTrue(service, "spec/publishNotReadyAddresses") || serving && !terminating;
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(ip);
    endpoint
        .putObject("conditions")
        .put("ready", ready)
        .put("serving", serving)
        .put("terminating", terminating);
    String hostname = Json.text(pod, "spec/hostname");
    if (!hostname.isEmpty() && Json.text(pod, "spec/subdomain").equals(Json.name(service))) {
      endpoint.put("hostname", hostname);
    }
    endpoint.put("nodeName", node);
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("name", Json.name(pod))
        .put("namespace", Json.namespace(pod))
        .put("uid", Json.uid(pod));
    Optional<String> zone = Optional.ofNullable(zones.get(node));
    zone.ifPresent(z -> endpoint.put("zone", z));
    if (ready) {
      hints(Json.text(service, "spec/trafficDistribution"), node, zone)
          .ifPresent(h -> endpoint.set("hints", h));
    }
    return endpoint;
  }

  private static Optional<ObjectNode> hints(
      String distribution, String node, Optional<String> zone) {
    boolean sameNode = distribution.equals("PreferSameNode");
    boolean sameZone = distribution.equals("PreferClose") || distribution.equals("PreferSameZone");
    if (!sameNode && !sameZone) {
      return Optional.empty();
    }
    ObjectNode hints = Json.object();
    zone.ifPresent(z -> hints.putArray("forZones").addObject().put("name", z));
    if (sameNode) {
      hints.putArray("forNodes").addObject().put("name", node);
    }
    return hints.isEmpty() ? Optional.empty() : Optional.of(hints);
  }
}
