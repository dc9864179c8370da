package io.weir.agent.model;

import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a watch tells the loop. A deletion of something unknown is a no-op; a change that repeats
 * what is known costs nothing. {@link Listed} ends a list: every object of that kind that is not in
 * it is gone, which is how a watch that had to list again tells of the deletions it missed.
 */
public sealed interface ClusterEvent {
  /** The kinds that are watched; nothing is programmed before each was {@link Listed} once. */
  enum Kind {
    SERVICE("Service"),
    ENDPOINT_SLICE("EndpointSlice"),
    NODE("Node"),
    POD("Pod"),
    NAMESPACE("Namespace"),
    NETWORK_POLICY("NetworkPolicy"),
    CLUSTER_NETWORK_POLICY("ClusterNetworkPolicy"),
    SERVICE_CIDR("ServiceCIDR");

    private final String object;

    Kind(String object) {
      this.object = object;
    }

    /** As objects carry it. */
    public String object() {
      return object;
    }
  }

  record ServiceChanged(ServiceFacts service) implements ClusterEvent {}

  record ServiceDeleted(ObjectName name) implements ClusterEvent {}

  record SliceChanged(EndpointSliceFacts slice) implements ClusterEvent {}

  record SliceDeleted(ObjectName name) implements ClusterEvent {}

  /** Of any node, as Services, as policies and as other nodes see it. */
  record NodeChanged(OwnNode node, NodeFacts policy, PeerNode peer) implements ClusterEvent {}

  record NodeDeleted(String name) implements ClusterEvent {}

  /** Of any node. */
  record PodChanged(PodFacts pod) implements ClusterEvent {}

  record PodDeleted(ObjectName name) implements ClusterEvent {}

  record NamespaceChanged(NamespaceFacts namespace) implements ClusterEvent {}

  record NamespaceDeleted(String name) implements ClusterEvent {}

  record NetworkPolicyChanged(NetworkPolicyFacts policy) implements ClusterEvent {}

  record NetworkPolicyDeleted(PolicyName name) implements ClusterEvent {}

  record ClusterNetworkPolicyChanged(ClusterNetworkPolicyFacts policy) implements ClusterEvent {}

  record ClusterNetworkPolicyDeleted(PolicyName name) implements ClusterEvent {}

  /**
   * The interfaces of the agent's network namespace with the addresses that a NodePort may be
   * reached at, all of them each time: no loopback, no link-local ones. From the kernel, not from
   * the API server.
   */
  record NodeAddressesChanged(Set<NodeInterface> interfaces) implements ClusterEvent {
    public NodeAddressesChanged {
      interfaces = Set.copyOf(interfaces);
    }
  }

  /**
   * The hosts on the node's links whose MACs are known, all of them each time. From the kernel, not
   * from the API server.
   */
  record NeighboursChanged(Set<Neighbour> neighbours) implements ClusterEvent {
    public NeighboursChanged {
      neighbours = Set.copyOf(neighbours);
    }
  }

  /** The ranges of ClusterIPs that one ServiceCIDR names. */
  record ServiceCidrChanged(String name, List<IpPrefix> ranges) implements ClusterEvent {
    public ServiceCidrChanged {
      ranges = List.copyOf(ranges);
    }
  }

  record ServiceCidrDeleted(String name) implements ClusterEvent {}

  /**
   * The pods' ends of all veth pairs that lead from the agent's network namespace into others, all
   * of them each time. From the kernel, not from the API server.
   */
  record PodLinksChanged(Set<PodLink> links) implements ClusterEvent {
    public PodLinksChanged {
      links = Set.copyOf(links);
    }
  }

  /**
   * An object is there that cannot be read as its kind; what was known of it stays in force.
   *
   * @param key as in {@link Listed}
   * @param why empty once it can be read again, or is gone
   */
  record Unreadable(Kind kind, String key, Optional<String> why) implements ClusterEvent {}

  /**
   * The end of a list of {@code kind}.
   *
   * @param keys the objects listed: {@code namespace/name}, or {@code name} of cluster-wide kinds
   */
  record Listed(Kind kind, Set<String> keys) implements ClusterEvent {
    public Listed {
      keys = Set.copyOf(keys);
    }
  }
}
