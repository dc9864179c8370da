package io.weir.agent.watch;

import io.weir.agent.model.PolicyCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The conditions that a ClusterNetworkPolicy has now, and what must be written to change them. */
final class ConditionsDraft {
  static final int LONGEST_MESSAGE = 1024;

  /** One condition as it stands; texts are "" where absent. */
  private record Standing(
      String status, long generation, String since, String reason, String message) {}

  private final Meta meta = new Meta(false);
  private final Map<String, Standing> standing = new HashMap<>();

  void read(Json in) {
    in.object(field -> {
      switch (field) {
        case "metadata" -> meta.read(in);
        case "status" -> in.object(part -> status(part, in));
        default -> in.skip();
      }
    });
  }

  private void status(String field, Json in) {
    if (field.equals("conditions")) {
      in.elements(() -> condition(in));
    } else {
      in.skip();
    }
  }

  private void condition(Json in) {
    var draft =
        new Object() {
          String type = "";
          String status = "";
          long generation;
          String since = "";
          String reason = "";
          String message = "";
        };
    in.object(field -> {
      switch (field) {
        case "type" -> draft.type = in.text();
        case "status" -> draft.status = in.text();
        case "observedGeneration" -> draft.generation = in.longNumber();
        case "lastTransitionTime" -> draft.since = in.text();
        case "reason" -> draft.reason = in.text();
        case "message" -> draft.message = in.text();
        default -> in.skip();
      }
    });
    standing.put(
        draft.type,
        new Standing(draft.status, draft.generation, draft.since, draft.reason, draft.message));
  }

  String uid() {
    return meta.uid();
  }

  /** Whether each of {@code wanted} stands there already; others' conditions are not ours. */
  boolean has(List<PolicyCondition> wanted, long generation) {
    for (PolicyCondition condition : wanted) {
      Standing now = standing.get(condition.type());
      if (now == null || !now.equals(standing(condition, generation, now.since()))) {
        return false;
      }
    }
    return true;
  }

  private static Standing standing(PolicyCondition condition, long generation, String since) {
    String message = condition.message();
    return new Standing(
        condition.holds() ? "True" : "False",
        generation,
        since,
        condition.reason(),
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE));
  }

  /** For a server-side apply; a status that stays keeps the time since when it is so. */
  byte[] json(String name, List<PolicyCondition> wanted, long generation) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return JsonText.object(json -> {
      json.writeStringProperty("apiVersion", "policy.networking.k8s.io/v1alpha2");
      json.writeStringProperty("kind", "ClusterNetworkPolicy");
      json.writeObjectPropertyStart("metadata");
      json.writeStringProperty("name", name);
      json.writeStringProperty("uid", uid());
      json.writeEndObject();
      json.writeObjectPropertyStart("status");
      json.writeArrayPropertyStart("conditions");
      wanted.forEach(condition -> write(condition, generation, now, json));
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private void write(PolicyCondition condition, long generation, String now, JsonGenerator json) {
    Standing before = standing.get(condition.type());
    Standing next = standing(condition, generation, now);
    boolean stays = before != null && before.status().equals(next.status());
    json.writeStartObject();
    json.writeStringProperty("type", condition.type());
    json.writeStringProperty("status", next.status());
    json.writeNumberProperty("observedGeneration", generation);
    json.writeStringProperty("lastTransitionTime", stays ? before.since() : now);
    json.writeStringProperty("reason", next.reason());
    json.writeStringProperty("message", next.message());
    json.writeEndObject();
  }
}
