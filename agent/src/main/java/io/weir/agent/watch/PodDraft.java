package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.LocalPod;
import io.weir.values.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * v1 Pod. A finished pod means the same as a deleted one: its addresses may already be another's.
 */
final class PodDraft extends Draft {
  private final List<IpAddress> addresses = new ArrayList<>();
  private boolean hostNetwork;
  private String phase = "";

  @Override
  void field(String name, Json in) {
    switch (name) {
      case "spec" -> in.object(field -> spec(field, in));
      case "status" -> in.object(field -> status(field, in));
      default -> in.skip();
    }
  }

  private void spec(String field, Json in) {
    if (field.equals("hostNetwork")) {
      hostNetwork = in.bool(false);
    } else {
      in.skip();
    }
  }

  private void status(String field, Json in) {
    switch (field) {
      case "phase" -> phase = in.pooledText();
      case "podIPs" -> in.elements(() -> in.object(part -> podIp(part, in)));
      default -> in.skip();
    }
  }

  private void podIp(String field, Json in) {
    if (field.equals("ip")) {
      IpAddress.parse(in.text()).ifPresent(addresses::add);
    } else {
      in.skip();
    }
  }

  @Override
  ClusterEvent changed() {
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return new ClusterEvent.PodDeleted(meta().objectName());
    }
    return new ClusterEvent.PodChanged(
        new LocalPod(
            meta().objectName(),
            meta().uid(),
            hostNetwork,
            hostNetwork ? List.of() : addresses,
            meta().socketLoadBalancing()));
  }
}
