package io.weir.sandbox.api.table;

import io.weir.sandbox.api.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which columns each kind has: those of upstream's printers, as far as they tell something here.
 */
public final class Columns {
  private static final String NONE = "<none>";
  private static final Column NAME =
      new Column("Name", "string", "name", 0, (o, _) -> string(Json.text(o, "metadata.name")));
  private static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          0,
          (o, now) -> string(Ages.since(Json.text(o, "metadata.creationTimestamp"), now)));

  private Columns() {}

  /** The columns of a built-in kind, such as {@code pods} or {@code deployments.apps}. */
  public static List<Column> of(String groupResource) {
    return switch (groupResource) {
      case "pods" -> PodColumns.COLUMNS;
      case "services" -> ServiceColumns.COLUMNS;
      case "nodes" -> NodeColumns.COLUMNS;
      case "endpointslices.discovery.k8s.io" -> ServiceColumns.SLICES;
      case "endpoints" -> plain(text("Endpoints", 0, ServiceColumns::endpoints));
      case "deployments.apps" -> WorkloadColumns.DEPLOYMENTS;
      case "replicasets.apps" -> WorkloadColumns.REPLICA_SETS;
      case "daemonsets.apps" -> WorkloadColumns.DAEMON_SETS;
      case "events", "events.events.k8s.io" -> EventColumns.COLUMNS;
      case "namespaces" -> plain(field("Status", 0, "status.phase"));
      case "configmaps" -> plain(number("Data", o -> o.path("data").size()));
      case "secrets" -> plain(field("Type", 0, "type"), number("Data", o -> o.path("data").size()));
      case "leases.coordination.k8s.io" -> plain(field("Holder", 0, "spec.holderIdentity"));
      case "networkpolicies.networking.k8s.io" ->
          plain(text("Pod-Selector", 0, o -> selector(o, "spec.podSelector")));
      case "servicecidrs.networking.k8s.io" -> plain(list("CIDRs", "spec.cidrs"));
      case "customresourcedefinitions.apiextensions.k8s.io" ->
          List.of(NAME, field("Created At", 0, "metadata.creationTimestamp"));
      default -> plain();
    };
  }

  /** The columns that a CustomResourceDefinition asks for. */
  public static List<Column> ofDefinition(ObjectNode crd, String version) {
    List<ObjectNode> declared =
        Json.objects(crd, "spec.versions").stream()
            .filter(v -> v.path("name").asString("").equals(version))
            .flatMap(v -> Json.objects(v, "additionalPrinterColumns").stream())
            .toList();
    if (declared.isEmpty()) {
      return plain();
    }
    List<Column> columns = new ArrayList<>(List.of(NAME));
    for (ObjectNode column : declared) {
      columns.add(
          new Column(
              column.path("name").asString(""),
              column.path("type").asString("string"),
              column.path("format").asString(""),
              column.path("priority").asInt(0),
              JsonPathCell.of(
                  column.path("jsonPath").asString(""), column.path("type").asString(""))));
    }
    return List.copyOf(columns);
  }

  /** Name, the given columns, age. */
  static List<Column> plain(Column... columns) {
    List<Column> all = new ArrayList<>(List.of(NAME));
    all.addAll(List.of(columns));
    // Columns for -o wide follow the age, as kubectl's users know it.
    int wide = 1;
    while (wide < all.size() && all.get(wide).priority() == 0) {
      wide++;
    }
    all.add(wide, AGE);
    return List.copyOf(all);
  }

  static Column text(String name, int priority, Function<ObjectNode, String> value) {
    return new Column(name, "string", "", priority, (o, _) -> string(value.apply(o)));
  }

  static Column timed(String name, int priority, TimedText value) {
    return new Column(name, "string", "", priority, (o, now) -> string(value.of(o, now)));
  }

  /** A text that depends on the time. */
  interface TimedText {
    String of(ObjectNode object, Instant now);
  }

  static Column field(String name, int priority, String path) {
    return text(name, priority, o -> orNone(Json.text(o, path)));
  }

  static Column number(String name, Function<ObjectNode, Integer> value) {
    return new Column(
        name, "integer", "", 0, (o, _) -> JsonNodeFactory.instance.numberNode(value.apply(o)));
  }

  static Column list(String name, String path) {
    return text(
        name,
        0,
        o ->
            orNone(
                Json.at(o, path)
                    .valueStream()
                    .map(v -> v.asString(""))
                    .collect(Collectors.joining(","))));
  }

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** {@code a=b,c=d}. */
  static String labels(JsonNode object, String path) {
    return orNone(
        Json.at(object, path)
            .propertyStream()
            .map(e -> e.getKey() + "=" + e.getValue().asString(""))
            .collect(Collectors.joining(",")));
  }

  /** {@code a=b,c in (d,e),!f}. */
  private static String selector(JsonNode object, String path) {
    Stream<String> equal =
        Json.at(object, path + ".matchLabels")
            .propertyStream()
            .map(e -> e.getKey() + "=" + e.getValue().asString(""));
    Stream<String> others =
        Json.objects(object, path + ".matchExpressions").stream().map(Columns::requirement);
    return orNone(Stream.concat(equal, others).collect(Collectors.joining(",")));
  }

  private static String requirement(JsonNode requirement) {
    String key = Json.text(requirement, "key");
    String values =
        requirement
            .path("values")
            .valueStream()
            .map(v -> v.asString(""))
            .sorted()
            .collect(Collectors.joining(",", " (", ")"));
    return switch (Json.text(requirement, "operator")) {
      case "In" -> key + " in" + values;
      case "NotIn" -> key + " notin" + values;
      case "DoesNotExist" -> "!" + key;
      default -> key;
    };
  }

  static JsonNode string(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }
}
