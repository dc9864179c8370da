package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A value against a structural schema of OpenAPI v3, with the words of the real API server. */
final class SchemaChecks {
  private SchemaChecks() {}

  /**
   * @param field the path of the value, empty for the whole object
   */
  static void check(JsonNode schema, JsonNode value, String field, List<Fault> faults) {
    String type = schema.path("type").asString("");
    if (!is(type, value) && !(value.isNull() && schema.path("nullable").asBoolean(false))) {
      String why = "%s in body must be of type %s".formatted(field, type);
      faults.add(new Fault("FieldValueTypeInvalid", field, invalid(value, why)));
      return;
    }
    oneOf(schema, value, field, faults);
    switch (type) {
      case "object" -> object(schema, value, field, faults);
      case "array" -> array(schema, value, field, faults);
      case "string" -> string(schema, value.asString(""), field, faults);
      case "integer", "number" -> number(schema, value, field, faults);
      default -> {}
    }
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> true;
    };
  }

  private static String invalid(JsonNode value, String why) {
    return "Invalid value: " + value + ": " + why;
  }

  private static void oneOf(JsonNode schema, JsonNode value, String field, List<Fault> faults) {
    List<JsonNode> choices = schema.path("enum").valueStream().toList();
    if (!choices.isEmpty() && !choices.contains(value)) {
      faults.add(
          Fault.unsupported(
              field, value.asString(""), choices.stream().map(c -> c.asString("")).toList()));
    }
  }

  private static void object(JsonNode schema, JsonNode value, String field, List<Fault> faults) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asString(""))) {
        faults.add(Fault.required(below(field, required.asString(""))));
      }
    }
    size(schema, "Properties", value, field, faults);
    JsonNode properties = schema.path("properties");
    value.forEachEntry((name, child) -> {
      JsonNode declared =
          properties.has(name) ? properties.path(name) : schema.path("additionalProperties");
      check(declared, child, below(field, name), faults);
    });
  }

  private static String below(String field, String name) {
    return field.isEmpty() ? name : field + "." + name;
  }

  private static void array(JsonNode schema, JsonNode value, String field, List<Fault> faults) {
    size(schema, "Items", value, field, faults);
    Set<JsonNode> seen = new HashSet<>();
    boolean set = schema.path("x-kubernetes-list-type").asString("").equals("set");
    for (int i = 0; i < value.size(); i++) {
      String at = field + "[" + i + "]";
      if (set && !seen.add(value.path(i))) {
        faults.add(new Fault("FieldValueDuplicate", at, "Duplicate value: " + value.path(i)));
      }
      check(schema.path("items"), value.path(i), at, faults);
    }
  }

  /**
   * @param what {@code Items} or {@code Properties}
   */
  private static void size(
      JsonNode schema, String what, JsonNode value, String field, List<Fault> faults) {
    int most = schema.path("max" + what).asInt(Integer.MAX_VALUE);
    int least = schema.path("min" + what).asInt(0);
    String plural = what.toLowerCase(Locale.ROOT);
    if (value.size() > most) {
      String message = "Too many: %d: must have at most %d items".formatted(value.size(), most);
      faults.add(new Fault("FieldValueTooMany", field, message));
    }
    if (value.size() < least) {
      String why = "%s in body should have at least %d %s".formatted(field, least, plural);
      faults.add(new Fault("FieldValueInvalid", field, invalid(value, why)));
    }
  }

  private static void string(JsonNode schema, String value, String field, List<Fault> faults) {
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    if (value.length() > most) {
      String message = "Too long: may not be more than %d bytes".formatted(most);
      faults.add(new Fault("FieldValueTooLong", field, message));
    }
    int least = schema.path("minLength").asInt(0);
    if (value.length() < least) {
      String why = "%s in body should be at least %d chars long".formatted(field, least);
      faults.add(Fault.invalid(field, value, why));
    }
    String pattern = schema.path("pattern").asString("");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(value).find()) {
      faults.add(Fault.invalid(field, value, field + " in body should match '" + pattern + "'"));
    }
  }

  private static void number(JsonNode schema, JsonNode value, String field, List<Fault> faults) {
    double number = value.asDouble(0);
    if (schema.has("minimum") && number < schema.path("minimum").asDouble(0)) {
      String least = schema.path("minimum").toString();
      String why = "%s in body should be greater than or equal to %s".formatted(field, least);
      faults.add(Fault.invalid(field, value.numberValue(), why));
    }
    if (schema.has("maximum") && number > schema.path("maximum").asDouble(0)) {
      String most = schema.path("maximum").toString();
      String why = "%s in body should be less than or equal to %s".formatted(field, most);
      faults.add(Fault.invalid(field, value.numberValue(), why));
    }
  }
}
