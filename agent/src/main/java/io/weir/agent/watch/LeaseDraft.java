package io.weir.agent.watch;

import java.time.Duration;
import java.time.Instant;

/** coordination.k8s.io/v1 Lease, both ways. */
final class LeaseDraft {
  private final Meta meta = new Meta(false);
  private String holder = "";
  private String acquired = "";
  private int transitions;

  void read(Json in) {
    in.object(field -> {
      switch (field) {
        case "metadata" -> meta.read(in);
        case "spec" -> in.object(part -> spec(part, in));
        default -> in.skip();
      }
    });
  }

  private void spec(String field, Json in) {
    switch (field) {
      case "holderIdentity" -> holder = in.text();
      case "acquireTime" -> acquired = in.text();
      case "leaseTransitions" -> transitions = in.number();
      default -> in.skip();
    }
  }

  Meta meta() {
    return meta;
  }

  /** "" where nobody has it. */
  String holder() {
    return holder;
  }

  /** The same lease, held by {@code identity} from now on; refused if it changed meanwhile. */
  byte[] json(String identity, Instant now, Duration lasts) {
    boolean changes = !holder.equals(identity);
    return JsonText.object(json -> {
      json.writeStringProperty("apiVersion", "coordination.k8s.io/v1");
      json.writeStringProperty("kind", "Lease");
      json.writeObjectPropertyStart("metadata");
      json.writeStringProperty("name", StatusLease.NAME);
      if (!meta.resourceVersion().isEmpty()) {
        json.writeStringProperty("resourceVersion", meta.resourceVersion());
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("spec");
      json.writeStringProperty("holderIdentity", identity);
      json.writeNumberProperty("leaseDurationSeconds", Math.max(1, lasts.toSeconds()));
      String at = JsonText.micros(now);
      json.writeStringProperty("acquireTime", changes || acquired.isEmpty() ? at : acquired);
      json.writeStringProperty("renewTime", at);
      json.writeNumberProperty("leaseTransitions", changes ? transitions + 1 : transitions);
      json.writeEndObject();
    });
  }
}
