package io.weir.agent.watch;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PeerNode;
import io.weir.service.model.NodeFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** v1 Node. Addresses that are not IPs are left out: Hostname and DNS entries have none. */
final class NodeDraft extends Draft {
  /** services.md HC-6: whatever the effect of the taint. */
  private static final String DRAINED = "ToBeDeletedByClusterAutoscaler";

  private final List<IpAddress> internal = new ArrayList<>();
  private final List<IpAddress> external = new ArrayList<>();
  private final Set<IpAddress> all = new LinkedHashSet<>();
  private final List<IpPrefix> podRanges = new ArrayList<>();
  private boolean drained;

  NodeDraft() {
    super(true);
  }

  @Override
  void field(String name, Json in) {
    switch (name) {
      case "spec" -> in.object(field -> spec(field, in));
      case "status" -> in.object(field -> status(field, in));
      default -> in.skip();
    }
  }

  private void spec(String field, Json in) {
    switch (field) {
      case "taints" -> in.elements(() -> in.object(part -> taint(part, in)));
      case "podCIDRs" -> in.elements(() -> IpPrefix.parse(in.text()).ifPresent(podRanges::add));
      default -> in.skip();
    }
  }

  private void taint(String field, Json in) {
    if (field.equals("key")) {
      drained |= in.text().equals(DRAINED);
    } else {
      in.skip();
    }
  }

  private void status(String field, Json in) {
    if (field.equals("addresses")) {
      in.elements(() -> address(in));
    } else {
      in.skip();
    }
  }

  private void address(Json in) {
    String[] typeAndAddress = {"", ""};
    in.object(field -> {
      switch (field) {
        case "type" -> typeAndAddress[0] = in.text();
        case "address" -> typeAndAddress[1] = in.text();
        default -> in.skip();
      }
    });
    IpAddress.parse(typeAndAddress[1]).ifPresent(ip -> address(typeAndAddress[0], ip));
  }

  private void address(String type, IpAddress ip) {
    all.add(ip);
    switch (type) {
      case "InternalIP" -> internal.add(ip);
      case "ExternalIP" -> external.add(ip);
      default -> {}
    }
  }

  @Override
  ClusterEvent changed() {
    List<IpAddress> addresses = new ArrayList<>(internal);
    addresses.addAll(external);
    String zone = meta().labels().getOrDefault(Meta.ZONE, "");
    NodeFacts facts = new NodeFacts(meta().clusterName(), zone, addresses);
    return new ClusterEvent.NodeChanged(
        new OwnNode(facts, meta().deleting(), drained),
        new io.weir.policy.model.NodeFacts(
            meta().clusterName(), meta().labels(), List.copyOf(all), podRanges),
        new PeerNode(meta().clusterName(), internal, external));
  }
}
