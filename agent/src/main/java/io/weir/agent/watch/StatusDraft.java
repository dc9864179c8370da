package io.weir.agent.watch;

/** v1 Status: why an API server gave up on a request. */
final class StatusDraft {
  private int code;
  private String reason = "";
  private String message = "";

  void read(Json in) {
    in.object(field -> {
      switch (field) {
        case "code" -> code = in.number();
        case "reason" -> reason = in.text();
        case "message" -> message = in.text();
        default -> in.skip();
      }
    });
  }

  Refused refused() {
    boolean expired = reason.equals("Expired") || reason.equals("Gone");
    return new Refused(expired ? 410 : code, "ended with reason=" + reason + " " + message);
  }
}
