package io.weir.agent.kube;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.ClusterSink;
import io.weir.agent.model.OwnNode;
import io.weir.policy.model.ClusterNetworkPolicyFacts;
import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NetworkPolicyFacts;
import io.weir.policy.model.PodFacts;
import io.weir.policy.model.PolicyName;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.ServiceFacts;
import io.weir.values.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The cluster as the events of the watches tell it, read as the loop reads them. */
final class Mirror implements ClusterSink {
  /** Far above what a loaded machine needs; only a failing test waits this long. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Map<String, ServiceFacts> services = new TreeMap<>();
  private final Map<String, EndpointSliceFacts> slices = new TreeMap<>();
  private final Map<String, OwnNode> nodes = new TreeMap<>();
  private final Map<String, PodFacts> pods = new TreeMap<>();
  private final Map<String, NamespaceFacts> namespaces = new TreeMap<>();
  private final Map<String, NetworkPolicyFacts> networkPolicies = new TreeMap<>();
  private final Map<String, ClusterNetworkPolicyFacts> clusterPolicies = new TreeMap<>();
  private final Map<String, ClusterEvent.ServiceCidrChanged> serviceCidrs = new TreeMap<>();
  private final Map<Kind, Integer> lists = new EnumMap<>(Kind.class);
  private final Map<String, Integer> changes = new TreeMap<>();
  private final List<String> lost = new ArrayList<>();

  @Override
  public synchronized void accept(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.ServiceChanged e -> {
        changes.merge(e.service().name().toString(), 1, Integer::sum);
        services.put(e.service().name().toString(), e.service());
      }
      case ClusterEvent.SliceChanged e -> slices.put(e.slice().name().toString(), e.slice());
      case ClusterEvent.NodeChanged e -> nodes.put(e.node().facts().name(), e.node());
      case ClusterEvent.PodChanged e -> pods.put(e.pod().name().toString(), e.pod());
      case ClusterEvent.NamespaceChanged e -> namespaces.put(e.namespace().name(), e.namespace());
      case ClusterEvent.NetworkPolicyChanged e ->
          networkPolicies.put(key(e.policy().name()), e.policy());
      case ClusterEvent.ClusterNetworkPolicyChanged e ->
          clusterPolicies.put(key(e.policy().name()), e.policy());
      case ClusterEvent.NetworkPolicyDeleted e -> remove(networkPolicies, key(e.name()));
      case ClusterEvent.ClusterNetworkPolicyDeleted e -> remove(clusterPolicies, key(e.name()));
      case ClusterEvent.ServiceDeleted e -> remove(services, e.name().toString());
      case ClusterEvent.SliceDeleted e -> remove(slices, e.name().toString());
      case ClusterEvent.NodeDeleted e -> remove(nodes, e.name());
      case ClusterEvent.PodDeleted e -> remove(pods, e.name().toString());
      case ClusterEvent.NamespaceDeleted e -> remove(namespaces, e.name());
      case ClusterEvent.NodeAddressesChanged _,
          ClusterEvent.PodLinksChanged _,
          ClusterEvent.NeighboursChanged _ -> {}
      case ClusterEvent.ServiceCidrChanged e -> serviceCidrs.put(e.name(), e);
      case ClusterEvent.ServiceCidrDeleted e -> remove(serviceCidrs, e.name());
      case ClusterEvent.Unreadable _ -> {}
      case ClusterEvent.Listed e -> listed(e);
    }
    notifyAll();
  }

  private static String key(PolicyName name) {
    return name.namespace().isEmpty() ? name.name() : name.namespace() + "/" + name.name();
  }

  private void remove(Map<String, ?> known, String key) {
    if (known.remove(key) != null) {
      lost.add(key);
    }
  }

  private void listed(ClusterEvent.Listed list) {
    lists.merge(list.kind(), 1, Integer::sum);
    Map<String, ?> known =
        switch (list.kind()) {
          case SERVICE -> services;
          case ENDPOINT_SLICE -> slices;
          case NODE -> nodes;
          case POD -> pods;
          case NAMESPACE -> namespaces;
          case NETWORK_POLICY -> networkPolicies;
          case CLUSTER_NETWORK_POLICY -> clusterPolicies;
          case SERVICE_CIDR -> serviceCidrs;
        };
    Set<String> missing = new TreeSet<>(known.keySet());
    missing.removeAll(list.keys());
    missing.forEach(key -> remove(known, key));
  }

  /** Returns once {@code condition} holds. */
  synchronized void await(String what, Predicate<Mirror> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!condition.test(this)) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("not seen within " + LIMIT + ": " + what + "\n" + this);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + what, e);
    }
  }

  void awaitSynced() {
    await("a list of every kind", seen -> seen.lists.size() == Kind.values().length);
  }

  synchronized Optional<ServiceFacts> service(ObjectName name) {
    return Optional.ofNullable(services.get(name.toString()));
  }

  synchronized Optional<EndpointSliceFacts> slice(ObjectName name) {
    return Optional.ofNullable(slices.get(name.toString()));
  }

  /** The endpoints of a Service in one family, from all its slices. */
  synchronized List<EndpointSliceFacts.Endpoint> endpoints(ObjectName service, String family) {
    return slices(service)
        .filter(slice -> slice.addressType().equals(family))
        .flatMap(slice -> slice.endpoints().stream())
        .toList();
  }

  synchronized Stream<EndpointSliceFacts> slices(ObjectName service) {
    return List.copyOf(slices.values()).stream()
        .filter(slice -> slice.name().namespace().equals(service.namespace()))
        .filter(slice -> slice.service().equals(service.name()));
  }

  synchronized Optional<OwnNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  synchronized Optional<PodFacts> pod(ObjectName name) {
    return Optional.ofNullable(pods.get(name.toString()));
  }

  synchronized Optional<NamespaceFacts> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  synchronized Optional<NetworkPolicyFacts> networkPolicy(ObjectName name) {
    return Optional.ofNullable(networkPolicies.get(name.toString()));
  }

  synchronized Optional<ClusterNetworkPolicyFacts> clusterPolicy(String name) {
    return Optional.ofNullable(clusterPolicies.get(name));
  }

  synchronized int lists(Kind kind) {
    return lists.getOrDefault(kind, 0);
  }

  /** How often a Service was told as changed. */
  synchronized int changes(ObjectName service) {
    return changes.getOrDefault(service.toString(), 0);
  }

  /** Keys of all objects that were known and then told as gone, in order. */
  synchronized List<String> lost() {
    return List.copyOf(lost);
  }

  @Override
  public synchronized String toString() {
    return "services="
        + services
        + "\nslices="
        + slices
        + "\npods="
        + pods
        + "\nnodes="
        + nodes
        + "\nlists="
        + lists
        + " lost="
        + lost;
  }
}
