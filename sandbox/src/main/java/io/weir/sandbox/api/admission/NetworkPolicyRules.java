package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NetworkPolicies: the defaults and the validation of networking.k8s.io/v1. */
final class NetworkPolicyRules {
  private static final List<String> TYPES = List.of("Egress", "Ingress");

  private NetworkPolicyRules() {}

  static void admit(ObjectNode policy, List<Fault> faults) {
    ObjectNode spec = Json.child(policy, "spec");
    complete(spec);
    LabelSelectors.check(spec.path("podSelector"), "spec.podSelector", faults);
    rules(spec, "ingress", "from", faults);
    rules(spec, "egress", "to", faults);
    JsonNode types = spec.path("policyTypes");
    if (types.size() > TYPES.size()) {
      faults.add(
          Fault.invalid(
              "spec.policyTypes", types.toString(), "may not specify more than two policyTypes"));
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      Checks.oneOf(types.path(i).asString(""), TYPES, "spec.policyTypes[" + i + "]", faults);
    }
  }

  private static void complete(ObjectNode spec) {
    Json.child(spec, "podSelector");
    for (String direction : List.of("ingress", "egress")) {
      for (ObjectNode rule : Json.objects(spec, direction)) {
        Json.objects(rule, "ports").stream()
            .filter(port -> !port.hasNonNull("protocol"))
            .forEach(port -> port.put("protocol", "TCP"));
      }
    }
    if (spec.path("policyTypes").isEmpty()) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  private static void rules(ObjectNode spec, String direction, String peers, List<Fault> faults) {
    JsonNode rules = spec.path(direction);
    for (int r = 0; r < rules.size(); r++) {
      String field = "spec." + direction + "[" + r + "]";
      JsonNode ports = rules.path(r).path("ports");
      for (int i = 0; i < ports.size(); i++) {
        port(ports.path(i), field + ".ports[" + i + "]", faults);
      }
      JsonNode list = rules.path(r).path(peers);
      for (int i = 0; i < list.size(); i++) {
        peer(list.path(i), field + "." + peers + "[" + i + "]", faults);
      }
    }
  }

  private static void port(JsonNode port, String field, List<Fault> faults) {
    Checks.protocol(port.path("protocol").asString(""), field + ".protocol", faults);
    JsonNode number = port.path("port");
    if (port.hasNonNull("port")) {
      Checks.portOrName(number, field + ".port", faults);
    }
    if (!port.hasNonNull("endPort")) {
      return;
    }
    JsonNode end = port.path("endPort");
    String at = field + ".endPort";
    if (!port.hasNonNull("port")) {
      String why = "may not be specified when `port` is not specified";
      faults.add(Fault.invalid(at, end.asInt(0), why));
    } else if (number.isString()) {
      faults.add(
          Fault.invalid(at, end.asInt(0), "may not be specified when `port` is non-numeric"));
    } else {
      if (number.asInt(0) > end.asInt(0)) {
        faults.add(Fault.invalid(at, end.asInt(0), "must be greater than or equal to `port`"));
      }
      Checks.portNumber(end, at, faults);
    }
  }

  private static void peer(JsonNode peer, String field, List<Fault> faults) {
    boolean selects = false;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.hasNonNull(selector)) {
        selects = true;
        LabelSelectors.check(peer.path(selector), field + "." + selector, faults);
      }
    }
    if (peer.hasNonNull("ipBlock")) {
      if (selects) {
        faults.add(Fault.forbidden(field, "may not specify both ipBlock and another peer"));
      }
      block(peer.path("ipBlock"), field + ".ipBlock", faults);
    } else if (!selects) {
      faults.add(new Fault("FieldValueRequired", field, "Required value: must specify a peer"));
    }
  }

  private static void block(JsonNode block, String field, List<Fault> faults) {
    String text = block.path("cidr").asString("");
    if (text.isEmpty()) {
      faults.add(Fault.required(field + ".cidr"));
      return;
    }
    Checks.cidr(text, field + ".cidr", faults)
        .ifPresent(cidr -> {
          JsonNode except = block.path("except");
          for (int i = 0; i < except.size(); i++) {
            String at = field + ".except[" + i + "]";
            String hole = except.path(i).asString("");
            Checks.cidr(hole, at, faults)
                .filter(inner -> !cidr.strictlyContains(inner))
                .ifPresent(_ -> {
                  faults.add(Fault.invalid(at, hole, "must be a strict subset of `cidr`"));
                });
          }
        });
  }
}
