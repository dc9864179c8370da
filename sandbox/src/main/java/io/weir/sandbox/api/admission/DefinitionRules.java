package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** CustomResourceDefinitions: established as soon as they are stored. */
final class DefinitionRules {
  private DefinitionRules() {}

  static void admit(ObjectNode definition, List<Fault> faults) {
    String plural = Json.text(definition, "spec.names.plural");
    String group = Json.text(definition, "spec.group");
    String kind = Json.text(definition, "spec.names.kind");
    if (group.isEmpty()) {
      faults.add(Fault.required("spec.group"));
    }
    if (plural.isEmpty()) {
      faults.add(Fault.required("spec.names.plural"));
    }
    if (kind.isEmpty()) {
      faults.add(Fault.required("spec.names.kind"));
    }
    Checks.oneOf(
        Json.text(definition, "spec.scope"),
        List.of("Cluster", "Namespaced"),
        "spec.scope",
        faults);
    if (Json.objects(definition, "spec.versions").isEmpty()) {
      faults.add(Fault.required("spec.versions"));
    }
    String name = Json.text(definition, "metadata.name");
    if (!name.equals(plural + "." + group)) {
      String why = "must be spec.names.plural+\".\"+spec.group";
      faults.add(Fault.invalid("metadata.name", name, why));
    }
    establish(definition, kind);
  }

  private static void establish(ObjectNode definition, String kind) {
    ObjectNode names = Json.child(Json.child(definition, "spec"), "names");
    if (!names.has("singular")) {
      names.put("singular", kind.toLowerCase(Locale.ROOT));
    }
    if (!names.has("listKind")) {
      names.put("listKind", kind + "List");
    }
    ObjectNode status = Json.child(definition, "status");
    status.set("acceptedNames", names.deepCopy());
    ArrayNode stored = Json.array();
    Json.objects(definition, "spec.versions").stream()
        .filter(v -> v.path("storage").asBoolean(false))
        .forEach(v -> stored.add(Json.text(v, "name")));
    status.set("storedVersions", stored);
    if (Json.objects(status, "conditions").isEmpty()) {
      ArrayNode conditions = status.putArray("conditions");
      condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
      condition(
          conditions,
          "Established",
          "InitialNamesAccepted",
          "the initial names have been accepted");
    }
  }

  private static void condition(ArrayNode list, String type, String reason, String message) {
    list.addObject()
        .put("type", type)
        .put("status", "True")
        .put("reason", reason)
        .put("message", message)
        .put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
