package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of a Service's spec after its defaults. */
final class ServiceChecks {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final int LONGEST_AFFINITY_SECONDS = 86400;

  private ServiceChecks() {}

  static void check(ObjectNode spec, List<Fault> faults) {
    String type = Json.text(spec, "type");
    Checks.oneOf(type, TYPES, "spec.type", faults);
    Checks.oneOf(
        Json.text(spec, "sessionAffinity"),
        List.of("ClientIP", "None"),
        "spec.sessionAffinity",
        faults);
    for (String field : List.of("externalTrafficPolicy", "internalTrafficPolicy")) {
      if (spec.has(field)) {
        Checks.oneOf(Json.text(spec, field), POLICIES, "spec." + field, faults);
      }
    }
    JsonNode timeout = Json.at(spec, "sessionAffinityConfig.clientIP.timeoutSeconds");
    int seconds = timeout.asInt(1);
    if (seconds < 1 || seconds > LONGEST_AFFINITY_SECONDS) {
      faults.add(
          Fault.invalid(
              "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
              seconds,
              "must be greater than 0 and less than or equal to 86400"));
    }
    if (type.equals("ExternalName")) {
      if (Json.text(spec, "externalName").isEmpty()) {
        faults.add(Fault.required("spec.externalName"));
      }
    } else if (spec.path("ports").isEmpty() && !Json.text(spec, "clusterIP").equals("None")) {
      faults.add(Fault.required("spec.ports"));
    }
    addresses(spec, faults);
    ports(spec, faults);
  }

  private static void addresses(ObjectNode spec, List<Fault> faults) {
    int index = 0;
    for (JsonNode address : spec.path("externalIPs")) {
      Checks.address(address.asString(""), "spec.externalIPs[" + index++ + "]", faults);
    }
  }

  private static void ports(ObjectNode spec, List<Fault> faults) {
    List<ObjectNode> ports = Json.objects(spec, "ports");
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      String at = "spec.ports[" + i + "]";
      String name = Json.text(port, "name");
      if (ports.size() > 1 || !name.isEmpty()) {
        Checks.label(name, at + ".name", faults);
      }
      if (!name.isEmpty() && !names.add(name)) {
        faults.add(
            new Fault("FieldValueDuplicate", at + ".name", "Duplicate value: \"" + name + "\""));
      }
      Checks.portNumber(port.path("port"), at + ".port", faults);
      if (port.has("targetPort")) {
        Checks.portOrName(port.path("targetPort"), at + ".targetPort", faults);
      }
      Checks.protocol(Json.text(port, "protocol"), at + ".protocol", faults);
      if (!numbers.add(Json.text(port, "port") + "/" + Json.text(port, "protocol"))) {
        faults.add(new Fault("FieldValueDuplicate", at, "Duplicate value: port and protocol"));
      }
    }
  }
}
