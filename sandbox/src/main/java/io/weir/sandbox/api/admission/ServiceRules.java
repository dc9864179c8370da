package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services: defaults, then what an update keeps, then addresses and node ports. */
final class ServiceRules {
  private static final Set<String> EXTERNAL = Set.of("NodePort", "LoadBalancer");
  private static final int AFFINITY_SECONDS = 10800;
  private static final List<String> ADDRESS_FIELDS =
      List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");

  private final ClusterIps clusterIps;
  private final NodePorts nodePorts;

  ServiceRules(Allocations allocations, AdmissionOptions options) {
    this.clusterIps = new ClusterIps(allocations, options.validation());
    this.nodePorts = new NodePorts(allocations);
  }

  void admit(ObjectNode service, Optional<ObjectNode> old, List<Fault> faults) {
    ObjectNode spec = Json.child(service, "spec");
    defaults(spec);
    old.ifPresent(before -> keep(before, spec, faults));
    boolean external = Json.text(spec, "type").equals("ExternalName");
    if (external) {
      old.filter(o -> !Json.text(o, "spec.type").equals("ExternalName"))
          .ifPresent(_ -> spec.remove(ADDRESS_FIELDS));
    }
    ServiceChecks.check(spec, faults);
    String key = Allocations.key(service);
    if (!external) {
      clusterIps.complete(spec, key, faults);
    }
    nodePorts.complete(spec, key, faults);
  }

  private static void defaults(ObjectNode spec) {
    absent(spec, "type", "ClusterIP");
    absent(spec, "sessionAffinity", "None");
    String type = Json.text(spec, "type");
    if (Json.text(spec, "sessionAffinity").equals("ClientIP")) {
      ObjectNode client = Json.child(Json.child(spec, "sessionAffinityConfig"), "clientIP");
      if (!client.has("timeoutSeconds")) {
        client.put("timeoutSeconds", AFFINITY_SECONDS);
      }
    }
    boolean reachable = EXTERNAL.contains(type) || !spec.path("externalIPs").isEmpty();
    if (reachable && !type.equals("ExternalName")) {
      absent(spec, "externalTrafficPolicy", "Cluster");
    }
    if (!type.equals("ExternalName")) {
      absent(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
    for (ObjectNode port : Json.objects(spec, "ports")) {
      absent(port, "protocol", "TCP");
      String target = Json.text(port, "targetPort");
      if ((target.isEmpty() || target.equals("0")) && port.has("port")) {
        port.set("targetPort", port.get("port"));
      }
    }
  }

  private static void absent(ObjectNode node, String field, String value) {
    if (Json.text(node, field).isEmpty()) {
      node.put(field, value);
    }
  }

  /** An update that leaves out what was allocated means to keep it. */
  private static void keep(ObjectNode old, ObjectNode spec, List<Fault> faults) {
    String oldType = Json.text(old, "spec.type");
    String type = Json.text(spec, "type");
    if (!oldType.equals("ExternalName") && !type.equals("ExternalName")) {
      keepAddresses(Json.child(old.deepCopy(), "spec"), spec, faults);
    }
    if (!type.equals("LoadBalancer")) {
      spec.remove("allocateLoadBalancerNodePorts");
      spec.remove("healthCheckNodePort");
    }
    if (!EXTERNAL.contains(type)) {
      dropNodePorts(old, spec);
      if (spec.path("externalIPs").isEmpty()) {
        spec.remove("externalTrafficPolicy");
      }
      return;
    }
    for (ObjectNode port : Json.objects(spec, "ports")) {
      if (port.path("nodePort").asInt(0) == 0) {
        samePort(old, port)
            .filter(o -> o.path("nodePort").asInt(0) > 0)
            .ifPresent(o -> port.set("nodePort", o.get("nodePort")));
      }
    }
    int health = Json.at(old, "spec.healthCheckNodePort").asInt(0);
    if (type.equals("LoadBalancer") && health > 0 && !spec.has("healthCheckNodePort")) {
      spec.put("healthCheckNodePort", health);
    }
  }

  private static void keepAddresses(ObjectNode old, ObjectNode spec, List<Fault> faults) {
    if (Json.text(spec, "clusterIP").isEmpty() && spec.path("clusterIPs").isEmpty()) {
      for (String field : List.of("clusterIP", "clusterIPs")) {
        if (old.has(field)) {
          spec.set(field, old.get(field));
        }
      }
    }
    for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
      if (!spec.has(field) && old.has(field)) {
        spec.set(field, old.get(field));
      }
    }
    boolean single = Json.text(spec, "ipFamilyPolicy").equals("SingleStack");
    if (single && !Json.text(old, "ipFamilyPolicy").equals("SingleStack")) {
      firstOnly(spec, "ipFamilies");
      firstOnly(spec, "clusterIPs");
    }
    String before = Json.text(old, "clusterIP");
    String now = Json.text(spec, "clusterIP");
    if (!before.isEmpty() && !now.equals(before)) {
      faults.add(Fault.invalid("spec.clusterIPs[0]", now, "may not change once set"));
    }
  }

  private static void firstOnly(ObjectNode spec, String field) {
    if (spec.path(field).size() > 1) {
      JsonNode first = spec.path(field).path(0);
      spec.putArray(field).add(first);
    }
  }

  private static void dropNodePorts(ObjectNode old, ObjectNode spec) {
    for (ObjectNode port : Json.objects(spec, "ports")) {
      boolean was =
          Json.objects(old, "spec.ports").stream()
              .anyMatch(o -> o.path("nodePort").equals(port.path("nodePort")));
      if (was) {
        port.remove("nodePort");
      }
    }
  }

  private static Optional<ObjectNode> samePort(ObjectNode old, ObjectNode port) {
    return Json.objects(old, "spec.ports").stream()
        .filter(o ->
            o.path("port").equals(port.path("port"))
                && o.path("protocol").equals(port.path("protocol")))
        .findFirst();
  }
}
