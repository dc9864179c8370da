package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The {@code labelSelector} and {@code fieldSelector} parameters as predicates on objects. */
final class Selector {
  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
  private static final Set<String> COMMON = Set.of("metadata.name", "metadata.namespace");
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          "services",
          Set.of("spec.clusterIP", "spec.type"),
          "namespaces",
          Set.of("status.phase"),
          "nodes",
          Set.of("spec.unschedulable"),
          "secrets",
          Set.of("type"),
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"));

  private Selector() {}

  /**
   * @throws ApiException BadRequest for a selector that cannot be read or a field that is not
   *     supported for the kind
   */
  static Predicate<JsonNode> of(Resource resource, String labels, String fields) {
    List<Predicate<JsonNode>> terms = new ArrayList<>();
    for (String term : split(labels)) {
      terms.add(labelTerm(term));
    }
    for (String term : split(fields)) {
      terms.add(fieldTerm(resource, term));
    }
    return object -> terms.stream().allMatch(term -> term.test(object));
  }

  /** Splits at commas outside parentheses. */
  private static List<String> split(String text) {
    return Stream.of(text.split(",(?![^(]*\\))"))
        .map(String::trim)
        .filter(t -> !t.isEmpty())
        .toList();
  }

  private static Predicate<JsonNode> labelTerm(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      List<String> values = Stream.of(set.group(3).split(",")).map(String::trim).toList();
      boolean wanted = set.group(2).equals("in");
      return object -> {
        JsonNode label = label(object, set.group(1));
        return label.isMissingNode() ? !wanted : values.contains(label.asString("")) == wanted;
      };
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      boolean wanted = !equality.group(2).equals("!=");
      return object -> {
        JsonNode label = label(object, equality.group(1));
        boolean equal = !label.isMissingNode() && label.asString("").equals(equality.group(3));
        return equal == wanted;
      };
    }
    if (term.contains(" ") || term.contains("(")) {
      throw ApiException.badRequest("unable to parse requirement: labelSelector=" + term);
    }
    boolean absent = term.startsWith("!");
    String name = absent ? term.substring(1).trim() : term;
    return object -> label(object, name).isMissingNode() == absent;
  }

  private static JsonNode label(JsonNode object, String name) {
    return object.path("metadata").path("labels").path(name);
  }

  private static Predicate<JsonNode> fieldTerm(Resource resource, String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (!equality.matches()) {
      throw ApiException.badRequest("invalid field selector: fieldSelector=" + term);
    }
    String field = equality.group(1).replaceFirst("^regarding\\.", "involvedObject.");
    Set<String> known =
        resource.group().isEmpty() || resource.equals(Catalog.EVENTS_OF_GROUP)
            ? FIELDS.getOrDefault(resource.plural(), Set.of())
            : Set.of();
    if (!COMMON.contains(field) && !known.contains(field)) {
      throw ApiException.badRequest("field label not supported: " + field);
    }
    boolean wanted = !equality.group(2).equals("!=");
    return object -> fieldValue(object, field).equals(equality.group(3)) == wanted;
  }

  private static String fieldValue(JsonNode object, String field) {
    return switch (field) {
      case "source" -> Json.text(object, "source.component");
      case "spec.unschedulable", "spec.hostNetwork" -> {
        String value = Json.text(object, field);
        yield value.isEmpty() ? "false" : value;
      }
      default -> Json.text(object, field);
    };
  }
}
