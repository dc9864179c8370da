package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices. */
final class SliceRules {
  private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final int MOST_ENDPOINTS = 1000;
  private static final int MOST_ADDRESSES = 100;

  private SliceRules() {}

  static void admit(ObjectNode slice, Optional<ObjectNode> old, List<Fault> faults) {
    for (ObjectNode port : Json.objects(slice, "ports")) {
      if (!port.has("name")) {
        port.put("name", "");
      }
      if (!port.has("protocol")) {
        port.put("protocol", "TCP");
      }
    }
    String type = Json.text(slice, "addressType");
    Checks.oneOf(type, TYPES, "addressType", faults);
    if (old.filter(o -> !Json.text(o, "addressType").equals(type)).isPresent()) {
      faults.add(Fault.invalid("addressType", type, "field is immutable"));
    }
    List<ObjectNode> endpoints = Json.objects(slice, "endpoints");
    if (endpoints.size() > MOST_ENDPOINTS) {
      String message = "Too many: %d: must have at most 1000 items".formatted(endpoints.size());
      faults.add(new Fault("FieldValueTooMany", "endpoints", message));
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      addresses(endpoints.get(i), type, "endpoints[" + i + "].addresses", faults);
    }
    List<ObjectNode> ports = Json.objects(slice, "ports");
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).has("port")) {
        Checks.portNumber(ports.get(i).path("port"), "ports[" + i + "].port", faults);
      }
      Checks.protocol(Json.text(ports.get(i), "protocol"), "ports[" + i + "].protocol", faults);
    }
  }

  private static void addresses(
      ObjectNode endpoint, String type, String field, List<Fault> faults) {
    JsonNode addresses = endpoint.path("addresses");
    if (addresses.isEmpty()) {
      faults.add(Fault.required(field));
    } else if (addresses.size() > MOST_ADDRESSES) {
      String message = "Too many: %d: must have at most 100 items".formatted(addresses.size());
      faults.add(new Fault("FieldValueTooMany", field, message));
    }
    for (int i = 0; i < addresses.size() && !type.equals("FQDN"); i++) {
      String text = addresses.path(i).asString("");
      boolean six = Cidr.address(text).filter(Inet6Address.class::isInstance).isPresent();
      Checks.address(text, field + "[" + i + "]", faults);
      if (Cidr.address(text).isPresent() && six != type.equals("IPv6")) {
        faults.add(
            Fault.invalid(field + "[" + i + "]", text, "must be an %s address".formatted(type)));
      }
    }
  }
}
