package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, EndpointSlices and Endpoints. */
final class ServiceColumns {
  private static final int SHOWN = 3;

  static final List<Column> COLUMNS =
      Columns.plain(
          Columns.field("Type", 0, "spec.type"),
          Columns.field("Cluster-IP", 0, "spec.clusterIP"),
          Columns.text("External-IP", 0, ServiceColumns::externalIp),
          Columns.text("Port(s)", 0, ServiceColumns::ports),
          Columns.text("Selector", 1, o -> Columns.labels(o, "spec.selector")));

  static final List<Column> SLICES =
      Columns.plain(
          Columns.field("AddressType", 0, "addressType"),
          Columns.text("Ports", 0, ServiceColumns::slicePorts),
          Columns.text("Endpoints", 0, ServiceColumns::sliceEndpoints));

  private ServiceColumns() {}

  private static String externalIp(ObjectNode service) {
    Stream<String> external =
        Json.at(service, "spec.externalIPs").valueStream().map(ip -> ip.asString(""));
    return switch (Json.text(service, "spec.type")) {
      case "ExternalName" -> Columns.orNone(Json.text(service, "spec.externalName"));
      case "LoadBalancer" -> {
        Stream<String> given =
            Json.objects(service, "status.loadBalancer.ingress").stream()
                .map(i -> Json.text(i, i.has("ip") ? "ip" : "hostname"));
        String all = Stream.concat(given, external).collect(Collectors.joining(","));
        yield all.isEmpty() ? "<pending>" : all;
      }
      default -> Columns.orNone(external.collect(Collectors.joining(",")));
    };
  }

  private static String ports(ObjectNode service) {
    return Columns.orNone(
        Json.objects(service, "spec.ports").stream()
            .map(p -> {
              String node = p.has("nodePort") ? ":" + Json.text(p, "nodePort") : "";
              return Json.text(p, "port") + node + "/" + Json.text(p, "protocol");
            })
            .collect(Collectors.joining(",")));
  }

  private static String slicePorts(ObjectNode slice) {
    List<String> ports =
        Json.objects(slice, "ports").stream()
            .map(p -> p.has("port") ? Json.text(p, "port") : "*")
            .toList();
    return ports.isEmpty() ? "<unset>" : shortened(ports);
  }

  private static String sliceEndpoints(ObjectNode slice) {
    List<String> addresses =
        Json.objects(slice, "endpoints").stream()
            .flatMap(e -> e.path("addresses").valueStream())
            .map(a -> a.asString(""))
            .toList();
    return addresses.isEmpty() ? "<unset>" : shortened(addresses);
  }

  static String endpoints(ObjectNode endpoints) {
    List<String> all =
        Json.objects(endpoints, "subsets").stream()
            .flatMap(s ->
                s.path("addresses")
                    .valueStream()
                    .flatMap(a -> s.path("ports").valueStream().map(p -> joined(a, p))))
            .toList();
    return Columns.orNone(all.isEmpty() ? "" : shortened(all));
  }

  private static String joined(JsonNode address, JsonNode port) {
    return Json.text(address, "ip") + ":" + Json.text(port, "port");
  }

  private static String shortened(List<String> values) {
    String shown = values.stream().limit(SHOWN).collect(Collectors.joining(","));
    int more = values.size() - SHOWN;
    return more > 0 ? shown + " + " + more + " more..." : shown;
  }
}
