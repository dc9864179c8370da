package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the definition of ClusterNetworkPolicy says in CEL, which the server does not evaluate. */
final class ClusterPolicyRules {
  private ClusterPolicyRules() {}

  static void check(ObjectNode policy, List<Fault> faults) {
    for (String direction : List.of("ingress", "egress")) {
      List<ObjectNode> rules = Json.objects(policy, "spec." + direction);
      for (int r = 0; r < rules.size(); r++) {
        String field = "spec." + direction + "[" + r + "]";
        ports(Json.objects(rules.get(r), "protocols"), field + ".protocols", faults);
        networks(Json.objects(rules.get(r), "to"), field + ".to", faults);
      }
    }
  }

  private static void ports(List<ObjectNode> ports, String field, List<Fault> faults) {
    for (int i = 0; i < ports.size(); i++) {
      for (String protocol : List.of("tcp", "udp", "sctp")) {
        String at = protocol + ".destinationPort.range";
        JsonNode range = Json.at(ports.get(i), at);
        if (range.isObject() && range.path("start").asInt(0) >= range.path("end").asInt(0)) {
          String where = field + "[" + i + "]." + at;
          faults.add(Fault.invalid(where, range.toString(), "start must be less than end"));
        }
      }
    }
  }

  private static void networks(List<ObjectNode> peers, String field, List<Fault> faults) {
    for (int p = 0; p < peers.size(); p++) {
      JsonNode networks = peers.get(p).path("networks");
      for (int i = 0; i < networks.size(); i++) {
        String text = networks.path(i).asString("");
        if (Cidr.read(text).isEmpty()) {
          String where = "%s[%d].networks[%d]".formatted(field, p, i);
          String why = "must be a range such as 10.0.0.0/8 or fd00::/8";
          faults.add(Fault.invalid(where, text, why));
        }
      }
    }
  }
}
