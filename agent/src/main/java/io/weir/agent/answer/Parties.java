package io.weir.agent.answer;

import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is who in the cluster; made for one batch of questions. */
final class Parties {
  private final PolicyModel model;

  /** Filled at the first question that needs it: it takes every pod of the cluster. */
  private final Map<IpAddress, PodFacts> byAddress = new HashMap<>();

  Parties(PolicyModel model) {
    this.model = model;
  }

  /**
   * @param text {@code namespace/pod} or an address
   * @return empty when no pod is called so
   */
  Optional<Party> named(String text) {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) {
      return address.map(this::at);
    }
    String[] name = text.split("/", -1);
    return name.length == 2 && !name[0].isEmpty() && !name[1].isEmpty()
        ? model.pod(new ObjectName(name[0], name[1])).map(this::of)
        : Optional.empty();
  }

  private Party of(PodFacts pod) {
    return pod.hostNetwork() ? Party.hostPod(pod, node(pod.node()).addresses()) : Party.of(pod);
  }

  Party node(String name) {
    return model.nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .map(n -> Party.node(name, n.addresses()))
        .orElseGet(() -> Party.node(name, List.of()));
  }

  /** Who has the address, and no other address. */
  Party at(IpAddress address) {
    if (byAddress.isEmpty()) {
      model.pods().forEach(p -> p.addresses().forEach(a -> byAddress.merge(a, p, PodFacts::newer)));
    }
    PodFacts pod = byAddress.get(address);
    Party found =
        pod != null
            ? Party.of(pod)
            : model.nodes().stream()
                .filter(n -> n.addresses().contains(address))
                .findFirst()
                .map(NodeFacts::name)
                .map(name -> Party.node(name, List.of()))
                .orElseGet(() -> Party.outside(address));
    return new Party(found.owner(), found.node(), found.pod(), List.of(address));
  }
}
