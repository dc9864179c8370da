package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request refused the way Kubernetes refuses it: an HTTP code and a {@code Status} object. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int code;
  private final transient ObjectNode status;

  private ApiException(int code, ObjectNode status) {
    super(status.path("message").asString(""));
    this.code = code;
    this.status = status;
  }

  /** One fault of one field. */
  public record Cause(String reason, String message, String field) {}

  public int code() {
    return code;
  }

  /** The machine-readable reason, such as {@code NotFound}. */
  public String reason() {
    return status.path("reason").asString("");
  }

  /** The {@code Status} object to answer with. */
  public ObjectNode status() {
    return status;
  }

  static ApiException of(int code, String reason, String message) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message).put("reason", reason);
    return new ApiException(code, status.put("code", code));
  }

  private ApiException about(Resource resource, String name) {
    ObjectNode details = Json.child(status, "details");
    details.put("name", name);
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    details.put("kind", resource.plural());
    return this;
  }

  private ApiException because(List<Cause> causes) {
    ArrayNode list = Json.child(status, "details").putArray("causes");
    for (Cause cause : causes) {
      list.addObject()
          .put("reason", cause.reason())
          .put("message", cause.message())
          .put("field", cause.field());
    }
    return this;
  }

  private static String quoted(Resource resource, String name) {
    return resource.groupResource() + " \"" + name + "\"";
  }

  static ApiException notFound(Resource resource, String name) {
    return of(404, "NotFound", quoted(resource, name) + " not found").about(resource, name);
  }

  static ApiException noSuchPath(String path) {
    return of(404, "NotFound", "the server could not find the requested resource: " + path);
  }

  static ApiException alreadyExists(Resource resource, String name) {
    return of(409, "AlreadyExists", quoted(resource, name) + " already exists")
        .about(resource, name);
  }

  static ApiException conflict(Resource resource, String name, String why) {
    String message =
        "Operation cannot be fulfilled on %s: %s".formatted(quoted(resource, name), why);
    return of(409, "Conflict", message).about(resource, name);
  }

  static ApiException applyConflict(List<Cause> causes) {
    String shown =
        causes.size() == 1
            ? causes.getFirst().message() + ": " + causes.getFirst().field()
            : String.join("\n", causes.stream().map(c -> c.message() + ": " + c.field()).toList());
    String message =
        "Apply failed with %d conflict%s: %s"
            .formatted(causes.size(), causes.size() == 1 ? "" : "s", shown);
    return of(409, "Conflict", message).because(causes);
  }

  static ApiException invalid(Resource resource, String name, List<Cause> causes) {
    List<String> faults = causes.stream().map(c -> c.field() + ": " + c.message()).toList();
    String shown = faults.size() == 1 ? faults.getFirst() : faults.toString();
    String group = resource.group().isEmpty() ? "" : "." + resource.group();
    String message = "%s%s \"%s\" is invalid: %s".formatted(resource.kind(), group, name, shown);
    ApiException e = of(422, "Invalid", message).about(resource, name);
    Json.child(e.status, "details").put("kind", resource.kind());
    return e.because(causes);
  }

  static ApiException badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  static ApiException forbidden(Resource resource, String name, String why) {
    return of(403, "Forbidden", "%s is forbidden: %s".formatted(quoted(resource, name), why))
        .about(resource, name);
  }

  static ApiException expired(String message) {
    return of(410, "Expired", message);
  }

  static ApiException methodNotAllowed(String method) {
    return of(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource: " + method);
  }

  static ApiException unsupportedMediaType(String type) {
    return of(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format: content-type=" + type);
  }

  static ApiException tooLargeResourceVersion(long asked, long current) {
    return of(
            504, "Timeout", "Too large resource version: %d, current: %d".formatted(asked, current))
        .because(List.of(new Cause("ResourceVersionTooLarge", "Too large resource version", "")));
  }
}
