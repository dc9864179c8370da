package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/** networking.k8s.io/v1 ServiceCIDR. What is no prefix is left out: the API server refuses it. */
final class ServiceCidrDraft extends Draft {
  private final List<IpPrefix> ranges = new ArrayList<>();

  @Override
  void field(String name, Json in) {
    if (name.equals("spec")) {
      in.object(field -> spec(field, in));
    } else {
      in.skip();
    }
  }

  private void spec(String field, Json in) {
    if (field.equals("cidrs")) {
      in.elements(() -> IpPrefix.parse(in.text()).ifPresent(ranges::add));
    } else {
      in.skip();
    }
  }

  @Override
  ClusterEvent changed() {
    return new ClusterEvent.ServiceCidrChanged(meta().clusterName(), ranges);
  }
}
