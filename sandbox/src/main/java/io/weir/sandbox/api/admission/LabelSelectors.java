package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Validation of metav1.LabelSelector. */
final class LabelSelectors {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int LONGEST = 63;
  private static final int LONGEST_PREFIX = 253;

  private LabelSelectors() {}

  static void check(JsonNode selector, String field, List<Fault> faults) {
    selector
        .path("matchLabels")
        .forEachEntry((key, value) -> {
          key(key, field + ".matchLabels", faults);
          value(value.asString(""), field + ".matchLabels", faults);
        });
    List<? extends JsonNode> requirements = Json.objects(selector, "matchExpressions");
    for (int i = 0; i < requirements.size(); i++) {
      requirement(requirements.get(i), field + ".matchExpressions[" + i + "]", faults);
    }
  }

  private static void requirement(JsonNode requirement, String field, List<Fault> faults) {
    String operator = requirement.path("operator").asString("");
    JsonNode values = requirement.path("values");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          String why = "must be specified when `operator` is 'In' or 'NotIn'";
          faults.add(new Fault("FieldValueRequired", field + ".values", "Required value: " + why));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          String why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
          faults.add(Fault.forbidden(field + ".values", why));
        }
      }
      default ->
          faults.add(Fault.invalid(field + ".operator", operator, "not a valid selector operator"));
    }
    key(requirement.path("key").asString(""), field + ".key", faults);
    for (int i = 0; i < values.size(); i++) {
      value(values.path(i).asString(""), field + ".values[" + i + "]", faults);
    }
  }

  private static void key(String key, String field, List<Fault> faults) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "x" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    if (prefix.length() > LONGEST_PREFIX
        || !PREFIX.matcher(prefix).matches()
        || name.length() > LONGEST
        || !NAME.matcher(name).matches()) {
      faults.add(
          Fault.invalid(
              field,
              key,
              "name part must consist of alphanumeric characters, '-', '_' or '.', at most 63 of"
                  + " them, after an optional DNS subdomain and '/'"));
    }
  }

  private static void value(String value, String field, List<Fault> faults) {
    if (value.length() > LONGEST || !value.isEmpty() && !NAME.matcher(value).matches()) {
      faults.add(
          Fault.invalid(
              field,
              value,
              "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                  + " '_' or '.', at most 63 of them"));
    }
  }
}
