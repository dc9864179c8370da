package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.OwnNode;
import io.weir.agent.model.PodLink;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.service.model.EndpointSlice;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The cluster as this node knows it. Takes events, says what they touch. Not thread-safe: the loop
 * owns it.
 */
final class ClusterState {
  private final ServiceObjects services;
  private final PolicyObjects objects;
  private final UnreadableObjects unreadable;
  private final WireFacts wire = new WireFacts();

  /** Those of our node: all that Services need of pods. */
  private final Map<ObjectName, PodFacts> localPods = new HashMap<>();

  private final Set<Kind> listed = EnumSet.noneOf(Kind.class);
  private OwnNode node;
  private boolean nodeKnown;
  private Optional<Set<PodLink>> podLinks = Optional.empty();

  ClusterState(String nodeName, Faults faults, ProgrammingLatency latency, PolicyInput policies) {
    this.services = new ServiceObjects(faults, latency);
    this.objects = new PolicyObjects(policies);
    this.unreadable = new UnreadableObjects(faults);
    this.node = new OwnNode(new NodeFacts(nodeName, "", List.of()), false, false);
  }

  /** Takes one event in and marks what must be compiled again. */
  void apply(ClusterEvent event, Dirty dirty) {
    switch (event) {
      case ClusterEvent.ServiceChanged e -> services.put(e.service(), dirty);
      case ClusterEvent.ServiceDeleted e -> services.remove(e.name(), dirty);
      case ClusterEvent.SliceChanged e -> services.put(e.slice(), dirty);
      case ClusterEvent.SliceDeleted e -> services.removeSlice(e.name(), dirty);
      case ClusterEvent.NodeChanged e -> change(e, dirty);
      case ClusterEvent.NodeDeleted e -> removeNode(e.name(), dirty);
      case ClusterEvent.PodChanged e -> change(e.pod(), dirty);
      case ClusterEvent.PodDeleted e -> removePod(e.name(), dirty);
      case ClusterEvent.NamespaceChanged e -> change(e.namespace(), dirty);
      case ClusterEvent.NamespaceDeleted e -> removeNamespace(e.name(), dirty);
      case ClusterEvent.NetworkPolicyChanged e -> objects.put(e.policy());
      case ClusterEvent.NetworkPolicyDeleted e -> objects.removePolicy(e.name());
      case ClusterEvent.ClusterNetworkPolicyChanged e -> objects.put(e.policy());
      case ClusterEvent.ClusterNetworkPolicyDeleted e -> objects.removePolicy(e.name());
      case ClusterEvent.NodeAddressesChanged e -> {
        wire.interfaces(e.interfaces());
        dirty.nodeAddresses();
      }
      case ClusterEvent.PodLinksChanged e -> {
        podLinks = Optional.of(e.links());
        dirty.podLinks();
      }
      case ClusterEvent.NeighboursChanged e -> {
        wire.neighbours(e.neighbours());
        dirty.wire();
      }
      case ClusterEvent.ServiceCidrChanged e -> {
        wire.put(e);
        dirty.wire();
      }
      case ClusterEvent.ServiceCidrDeleted e -> removeServiceCidr(e.name(), dirty);
      case ClusterEvent.Unreadable e -> unreadable.set(e);
      case ClusterEvent.Listed e -> listed(e, dirty);
    }
  }

  private void change(ClusterEvent.NodeChanged event, Dirty dirty) {
    if (own(event.node().facts().name())) {
      change(event.node(), dirty);
    }
    objects.put(event.policy());
    if (wire.put(event.peer())) {
      dirty.wire();
    }
  }

  private void removeServiceCidr(String name, Dirty dirty) {
    wire.removeRange(name);
    dirty.wire();
  }

  private void removeNode(String name, Dirty dirty) {
    if (own(name)) {
      change(new OwnNode(node.facts(), true, node.drainedByAutoscaler()), dirty);
    }
    objects.removeNode(name);
    if (wire.removeNode(name)) {
      dirty.wire();
    }
  }

  private boolean own(String nodeName) {
    return nodeName.equals(node.facts().name());
  }

  private void change(OwnNode changed, Dirty dirty) {
    if (!changed.facts().equals(node.facts())) {
      dirty.node();
    }
    node = changed;
    nodeKnown = true;
  }

  private void change(PodFacts pod, Dirty dirty) {
    if (!objects.put(pod)) {
      return;
    }
    // A pod that was deleted and made again under its name may have come to us, or gone from here.
    boolean ours = own(pod.node());
    if (ours) {
      localPods.put(pod.name(), pod);
    }
    if (ours || localPods.remove(pod.name()) != null) {
      dirty.pods();
    }
  }

  private void removePod(ObjectName name, Dirty dirty) {
    objects.removePod(name);
    if (localPods.remove(name) != null) {
      dirty.pods();
    }
  }

  private void change(NamespaceFacts namespace, Dirty dirty) {
    boolean before = balancesAtSocket(namespace.name());
    if (objects.put(namespace) && namespace.socketLoadBalancing() != before) {
      dirty.pods();
    }
  }

  private void removeNamespace(String name, Dirty dirty) {
    boolean before = balancesAtSocket(name);
    if (objects.removeNamespace(name) && !before) {
      dirty.pods();
    }
  }

  private void listed(ClusterEvent.Listed list, Dirty dirty) {
    listed.add(list.kind());
    unreadable.sweep(list);
    switch (list.kind()) {
      case SERVICE -> sweep(list, services.names(), name -> services.remove(name, dirty));
      case ENDPOINT_SLICE ->
          sweep(list, services.sliceNames(), n -> services.removeSlice(n, dirty));
      case POD -> sweep(list, objects.podNames(), name -> removePod(name, dirty));
      case NAMESPACE -> sweep(list, objects.namespaceNames(), n -> removeNamespace(n, dirty));
      case NETWORK_POLICY -> sweepPolicies(list, objects.networkPolicyNames());
      case CLUSTER_NETWORK_POLICY -> sweepPolicies(list, objects.clusterPolicyNames());
      case SERVICE_CIDR -> sweep(list, wire.rangeNames(), n -> removeServiceCidr(n, dirty));
      case NODE -> {
        sweep(list, objects.nodeNames(), name -> removeNode(name, dirty));
        if (!list.keys().contains(node.facts().name())) {
          removeNode(node.facts().name(), dirty);
        }
      }
    }
  }

  private static <N> void sweep(ClusterEvent.Listed list, Set<N> known, Consumer<N> remove) {
    PolicyObjects.missing(known, list.keys(), name -> name.toString()).forEach(remove);
  }

  private void sweepPolicies(ClusterEvent.Listed list, Set<PolicyName> known) {
    PolicyObjects.missing(known, list.keys(), PolicyObjects::key).forEach(objects::removePolicy);
  }

  /** Whether every kind was listed once: before that, nothing may be written. */
  boolean synced() {
    return listed.size() == Kind.values().length;
  }

  Optional<Service> service(ObjectName name) {
    return services.service(name);
  }

  Set<ObjectName> serviceNames() {
    return services.names();
  }

  Collection<EndpointSlice> slices(ObjectName service) {
    return services.slices(service);
  }

  /** Pods of our node that are not finished. */
  Collection<PodFacts> localPods() {
    return localPods.values();
  }

  /** A pod of any node that is not finished. */
  Optional<PodFacts> pod(ObjectName name) {
    return objects.pod(name);
  }

  Collection<PodFacts> pods() {
    return objects.pods();
  }

  Collection<io.weir.policy.model.NodeFacts> nodes() {
    return objects.nodes();
  }

  /** Interfaces of the node that lead into other network namespaces; empty until they are known. */
  Optional<Set<PodLink>> podLinks() {
    return podLinks;
  }

  /** Whether a pod of this namespace is closed until its policies are in place. */
  boolean strict(String namespace) {
    return objects.namespace(namespace).map(NamespaceFacts::strict).orElse(false);
  }

  /** Whether the namespace's NetworkPolicies are told and not enforced. */
  boolean audited(String namespace) {
    return objects.namespace(namespace).map(NamespaceFacts::audit).orElse(false);
  }

  boolean balancesAtSocket(String namespace) {
    return objects.namespace(namespace).map(NamespaceFacts::socketLoadBalancing).orElse(true);
  }

  /** How many objects of each kind are known. */
  Map<Kind, Integer> objects() {
    return Map.of(
        Kind.SERVICE, services.names().size(),
        Kind.ENDPOINT_SLICE, services.sliceNames().size(),
        Kind.NODE, objects.nodeNames().size(),
        Kind.POD, objects.podNames().size(),
        Kind.NAMESPACE, objects.namespaceNames().size(),
        Kind.NETWORK_POLICY, objects.networkPolicyNames().size(),
        Kind.CLUSTER_NETWORK_POLICY, objects.clusterPolicyNames().size(),
        Kind.SERVICE_CIDR, wire.rangeNames().size());
  }

  WireFacts wire() {
    return wire;
  }

  boolean nodeKnown() {
    return nodeKnown;
  }

  OwnNode node() {
    return node;
  }

  /** Addresses of the node's interfaces. */
  Set<IpAddress> localAddresses() {
    return wire.localAddresses();
  }
}
