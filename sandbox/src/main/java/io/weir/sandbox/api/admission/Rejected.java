package io.weir.sandbox.api.admission;

import java.util.List;

/** An object that breaks the rules of its kind, with every fault found. */
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Fault> faults;

  public Rejected(List<Fault> faults) {
    super(faults.toString());
    this.faults = List.copyOf(faults);
  }

  /**
   * One fault.
   *
   * @param reason Kubernetes' word: {@code FieldValueInvalid}, {@code FieldValueRequired}, ...
   * @param field the path, such as {@code spec.ports[0].nodePort}
   * @param message what is wrong, with the value
   */
  public record Fault(String reason, String field, String message) {
    public static Fault invalid(String field, Object value, String why) {
      String shown = value instanceof Number ? value.toString() : "\"" + value + "\"";
      return new Fault("FieldValueInvalid", field, "Invalid value: " + shown + ": " + why);
    }

    public static Fault required(String field) {
      return new Fault("FieldValueRequired", field, "Required value");
    }

    public static Fault forbidden(String field, String why) {
      return new Fault("FieldValueForbidden", field, "Forbidden: " + why);
    }

    public static Fault unsupported(String field, Object value, List<String> supported) {
      String choices = String.join(", ", supported.stream().map(v -> "\"" + v + "\"").toList());
      return new Fault(
          "FieldValueNotSupported",
          field,
          "Unsupported value: \"" + value + "\": supported values: " + choices);
    }
  }

  public List<Fault> faults() {
    return faults;
  }
}
