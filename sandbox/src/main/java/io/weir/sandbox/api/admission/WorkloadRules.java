package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of pods and the kinds that make pods. */
final class WorkloadRules {
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");

  private WorkloadRules() {}

  static void pod(ObjectNode pod, List<Fault> faults) {
    podSpec(pod, "spec", faults);
  }

  static void workload(ObjectNode object, List<Fault> faults) {
    JsonNode selector = Json.at(object, "spec.selector");
    if (selector.isEmpty()) {
      faults.add(Fault.required("spec.selector"));
    }
    JsonNode labels = Json.at(object, "spec.template.metadata.labels");
    boolean matches =
        selector
            .path("matchLabels")
            .propertyStream()
            .allMatch(e -> labels.path(e.getKey()).equals(e.getValue()));
    if (!matches) {
      faults.add(
          Fault.invalid(
              "spec.template.metadata.labels",
              labels.toString(),
              "`selector` does not match template `labels`"));
    }
    podSpec(object, "spec.template.spec", faults);
  }

  private static void podSpec(ObjectNode object, String path, List<Fault> faults) {
    Checks.oneOf(
        Json.text(object, path + ".restartPolicy"), RESTART, path + ".restartPolicy", faults);
    List<ObjectNode> containers = Json.objects(object, path + ".containers");
    if (containers.isEmpty()) {
      faults.add(Fault.required(path + ".containers"));
    }
    Set<String> names = new HashSet<>();
    for (String list : List.of("initContainers", "containers")) {
      List<ObjectNode> all = Json.objects(object, path + "." + list);
      for (int i = 0; i < all.size(); i++) {
        container(all.get(i), path + "." + list + "[" + i + "]", names, faults);
      }
    }
  }

  private static void container(
      ObjectNode container, String at, Set<String> names, List<Fault> faults) {
    String name = Json.text(container, "name");
    Checks.label(name, at + ".name", faults);
    if (!names.add(name)) {
      faults.add(duplicate(at + ".name", name));
    }
    String restart = Json.text(container, "restartPolicy");
    if (!restart.isEmpty()) {
      Checks.oneOf(restart, RESTART, at + ".restartPolicy", faults);
    }
    Set<String> portNames = new HashSet<>();
    List<ObjectNode> ports = Json.objects(container, "ports");
    for (int p = 0; p < ports.size(); p++) {
      String port = at + ".ports[" + p + "]";
      Checks.portNumber(ports.get(p).path("containerPort"), port + ".containerPort", faults);
      Checks.protocol(Json.text(ports.get(p), "protocol"), port + ".protocol", faults);
      if (ports.get(p).hasNonNull("name")) {
        Checks.portOrName(ports.get(p).path("name"), port + ".name", faults);
        if (!portNames.add(Json.text(ports.get(p), "name"))) {
          faults.add(duplicate(port + ".name", Json.text(ports.get(p), "name")));
        }
      }
    }
  }

  private static Fault duplicate(String field, String value) {
    return new Fault("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
  }
}
