package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The node ports of a Service and its health check port. */
final class NodePorts {
  private final Allocations allocations;

  NodePorts(Allocations allocations) {
    this.allocations = allocations;
  }

  void complete(ObjectNode spec, String key, List<Fault> faults) {
    String type = Json.text(spec, "type");
    boolean allocates =
        type.equals("NodePort")
            || type.equals("LoadBalancer")
                && spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
    List<ObjectNode> ports = Json.objects(spec, "ports");
    Set<String> used = new HashSet<>();
    Set<Integer> taken = new HashSet<>();
    Map<Integer, Integer> byPort = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      int given = ports.get(i).path("nodePort").asInt(0);
      String field = "spec.ports[" + i + "].nodePort";
      if (given != 0) {
        check(given, field, key, faults);
        if (!used.add(given + "/" + Json.text(ports.get(i), "protocol"))) {
          faults.add(new Fault("FieldValueDuplicate", field, "Duplicate value: " + given));
        }
        if (!allocates && !type.equals("LoadBalancer")) {
          String why = "may not be used when `type` is '%s'".formatted(type);
          faults.add(new Fault("FieldValueForbidden", field, "Forbidden: " + why));
        }
        taken.add(given);
        byPort.putIfAbsent(ports.get(i).path("port").asInt(0), given);
      }
    }
    if (allocates) {
      allocate(ports, used, taken, byPort, faults);
    }
    boolean local = Json.text(spec, "externalTrafficPolicy").equals("Local");
    if (type.equals("LoadBalancer") && local && !spec.has("healthCheckNodePort")) {
      allocations.freePort(taken).ifPresent(port -> spec.put("healthCheckNodePort", port));
    } else if (!local) {
      spec.remove("healthCheckNodePort");
    }
  }

  /** The same port over TCP and over UDP gets the same node port. */
  private void allocate(
      List<ObjectNode> ports,
      Set<String> used,
      Set<Integer> taken,
      Map<Integer, Integer> byPort,
      List<Fault> faults) {
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      if (port.path("nodePort").asInt(0) != 0) {
        continue;
      }
      int number = port.path("port").asInt(0);
      String protocol = Json.text(port, "protocol");
      int shared = byPort.getOrDefault(number, 0);
      int chosen =
          shared != 0 && used.add(shared + "/" + protocol)
              ? shared
              : allocations.freePort(taken).orElse(0);
      if (chosen == 0) {
        String field = "spec.ports[" + i + "].nodePort";
        faults.add(Fault.invalid(field, 0, "range is full: " + allocations.portRange()));
        continue;
      }
      used.add(chosen + "/" + protocol);
      taken.add(chosen);
      byPort.putIfAbsent(number, chosen);
      port.put("nodePort", chosen);
    }
  }

  private void check(int port, String field, String key, List<Fault> faults) {
    if (!allocations.isNodePort(port)) {
      faults.add(
          Fault.invalid(
              field,
              port,
              "provided port is not in the valid range. The range of valid ports is "
                  + allocations.portRange()));
    } else if (allocations.ownerOf(port).filter(o -> !o.equals(key)).isPresent()) {
      faults.add(Fault.invalid(field, port, "provided port is already allocated"));
    }
  }
}
