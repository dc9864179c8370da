package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server owns in {@code metadata}: identity, times, generation. */
final class Metadata {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Set<String> LABEL_NAMED = Set.of("services", "namespaces");
  private static final List<String> KEPT =
      List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");
  private static final RandomGenerator RANDOM = new SecureRandom();

  private Metadata() {}

  /** Gives a new object its identity. */
  static void begin(Resource resource, ObjectNode object, boolean validation) {
    object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
    ObjectNode metadata = Json.child(object, "metadata");
    String generateName = metadata.path("generateName").asString("");
    if (metadata.path("name").asString("").isEmpty() && !generateName.isEmpty()) {
      metadata.put("name", generateName + suffix());
    }
    if (!resource.namespaced()) {
      metadata.remove("namespace");
    }
    checkName(resource, metadata.path("name").asString(""), validation);
    metadata.remove(List.of("resourceVersion", "selfLink", "generation"));
    metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
    metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now());
    if (countsGenerations(resource)) {
      metadata.put("generation", 1);
    }
  }

  /** Gives the next state of an object what must not change, and the next generation if due. */
  static void carryOver(Resource resource, ObjectNode old, ObjectNode next) {
    next.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
    ObjectNode from = (ObjectNode) old.get("metadata");
    ObjectNode to = Json.child(next, "metadata");
    String given = to.path("uid").asString("");
    if (!given.isEmpty() && !given.equals(from.path("uid").asString(""))) {
      String why = "the UID in the precondition (%s) is not the object's".formatted(given);
      throw ApiException.conflict(resource, from.path("name").asString(""), why);
    }
    for (String field : KEPT) {
      copy(from, to, field);
    }
    for (String field : List.of("name", "namespace", "generation", "resourceVersion")) {
      copy(from, to, field);
    }
  }

  /** Counts one generation up when anything but metadata and status changed. */
  static void countGeneration(Resource resource, ObjectNode old, ObjectNode next) {
    if (countsGenerations(resource) && !wanted(old).equals(wanted(next))) {
      long generation = old.path("metadata").path("generation").asLong(0);
      Json.child(next, "metadata").put("generation", generation + 1);
    }
  }

  private static ObjectNode wanted(ObjectNode object) {
    return Json.object().setAll(object).remove(List.of("metadata", "status", "apiVersion", "kind"));
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value);
    }
  }

  private static boolean countsGenerations(Resource resource) {
    return !resource.group().isEmpty() || resource.plural().equals("pods");
  }

  private static void checkName(Resource resource, String name, boolean validation) {
    if (name.isEmpty()) {
      ApiException.Cause cause =
          new ApiException.Cause(
              "FieldValueRequired",
              "Required value: name or generateName is required",
              "metadata.name");
      throw ApiException.invalid(resource, name, List.of(cause));
    }
    boolean label = LABEL_NAMED.contains(resource.groupResource());
    Pattern pattern = label ? LABEL : SUBDOMAIN;
    boolean right = pattern.matcher(name).matches() && name.length() <= (label ? 63 : 253);
    boolean usable = !name.contains("/") && !name.contains("%");
    boolean freeForm = resource.group().startsWith("rbac.");
    if (validation && !freeForm ? !right : !usable) {
      String rule =
          label
              ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', at most 63 of them"
              : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                  + " characters, '-' or '.', at most 253 of them";
      ApiException.Cause cause =
          new ApiException.Cause(
              "FieldValueInvalid", "Invalid value: \"" + name + "\": " + rule, "metadata.name");
      throw ApiException.invalid(resource, name, List.of(cause));
    }
  }

  private static String suffix() {
    StringBuilder text = new StringBuilder();
    RANDOM
        .ints(SUFFIX_LENGTH, 0, SUFFIX_LETTERS.length())
        .forEach(i -> text.append(SUFFIX_LETTERS.charAt(i)));
    return text.toString();
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String inSeconds(long seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean isDeleted(JsonNode object) {
    return !Json.text(object, "metadata.deletionTimestamp").isEmpty();
  }
}
