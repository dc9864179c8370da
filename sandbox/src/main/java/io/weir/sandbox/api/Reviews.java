package io.weir.sandbox.api;

import io.weir.sandbox.api.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Questions about access: there is no authorization, so the answer is yes. */
final class Reviews {
  private static final List<String> ACCESS =
      List.of("selfsubjectaccessreviews", "subjectaccessreviews", "localsubjectaccessreviews");

  private Reviews() {}

  static Optional<Answer> answer(Call call) {
    boolean asks = call.method().equals("POST") && call.path().contains(".k8s.io/v1/");
    if (!asks || !call.segments().getFirst().equals("apis")) {
      return Optional.empty();
    }
    String plural = call.segments().getLast();
    if (ACCESS.contains(plural)) {
      ObjectNode review = Bodies.read(call);
      Json.child(review, "status").put("allowed", true).put("reason", "the sandbox has no RBAC");
      return Optional.of(Answer.json(201, review));
    }
    if (plural.equals("selfsubjectreviews")) {
      ObjectNode review = Bodies.read(call);
      ObjectNode user = Json.child(Json.child(review, "status"), "userInfo");
      user.put("username", "sandbox").putArray("groups").add("system:masters");
      return Optional.of(Answer.json(201, review));
    }
    return Optional.empty();
  }
}
