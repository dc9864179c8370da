package io.weir.agent.loop;

import io.weir.agent.model.ClusterEvent;
import io.weir.agent.model.ClusterEvent.Kind;
import io.weir.agent.model.LocalPod;
import io.weir.agent.model.OwnNode;
import io.weir.service.compile.ServiceReader;
import io.weir.service.compile.SliceReader;
import io.weir.service.model.EndpointSlice;
import io.weir.service.model.EndpointSliceFacts;
import io.weir.service.model.NodeFacts;
import io.weir.service.model.Service;
import io.weir.service.model.ServiceFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import io.weir.values.Reading;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Map<ObjectName, Service> services = new HashMap<>();
  private final Map<ObjectName, Map<ObjectName, EndpointSlice>> slices = new HashMap<>();
  private final Map<ObjectName, ObjectName> serviceOfSlice = new HashMap<>();
  private final Map<ObjectName, LocalPod> pods = new HashMap<>();

  /** Namespaces that are opted out of socket load balancing. */
  private final Set<String> optedOut = new HashSet<>();

  private final Set<Kind> listed = EnumSet.noneOf(Kind.class);
  private final SliceReader sliceReader = new SliceReader();
  private final Faults faults;
  private final ProgrammingLatency latency;
  private OwnNode node;
  private boolean nodeKnown;
  private Set<IpAddress> localAddresses = Set.of();

  ClusterState(String nodeName, Faults faults, ProgrammingLatency latency) {
    this.node = new OwnNode(new NodeFacts(nodeName, "", List.of()), false, false);
    this.faults = faults;
    this.latency = latency;
  }

  /** Takes one event in and marks what must be compiled again. */
  void apply(ClusterEvent event, Dirty dirty) {
    switch (event) {
      case ClusterEvent.ServiceChanged e -> change(e.service(), dirty);
      case ClusterEvent.ServiceDeleted e -> removeService(e.name(), dirty);
      case ClusterEvent.SliceChanged e -> change(e.slice(), dirty);
      case ClusterEvent.SliceDeleted e -> removeSlice(e.name(), dirty);
      case ClusterEvent.NodeChanged e -> change(e.node(), dirty);
      case ClusterEvent.NodeDeleted e ->
          change(new OwnNode(node.facts(), true, node.drainedByAutoscaler()), dirty);
      case ClusterEvent.PodChanged e -> {
        if (!e.pod().equals(pods.put(e.pod().name(), e.pod()))) {
          dirty.pods();
        }
      }
      case ClusterEvent.PodDeleted e -> {
        if (pods.remove(e.name()) != null) {
          dirty.pods();
        }
      }
      case ClusterEvent.NamespaceChanged e ->
          optOut(e.namespace().name(), !e.namespace().socketLoadBalancing(), dirty);
      case ClusterEvent.NamespaceDeleted e -> optOut(e.name(), false, dirty);
      case ClusterEvent.NodeAddressesChanged e -> {
        localAddresses = e.addresses();
        dirty.nodeAddresses();
      }
      case ClusterEvent.PodLinksChanged _ -> {}
      case ClusterEvent.Listed e -> listed(e, dirty);
    }
  }

  private void change(ServiceFacts facts, Dirty dirty) {
    Reading<Service> reading = ServiceReader.read(facts);
    faults.set(facts.name(), reading.faults());
    reading
        .value()
        .ifPresentOrElse(
            service -> {
              if (!service.equals(services.put(service.name(), service))) {
                dirty.serviceChanged(service.name());
              }
            },
            () -> forgetService(facts.name(), dirty));
  }

  private void removeService(ObjectName name, Dirty dirty) {
    faults.set(name, List.of());
    forgetService(name, dirty);
  }

  private void forgetService(ObjectName name, Dirty dirty) {
    if (services.remove(name) != null) {
      dirty.serviceChanged(name);
    }
  }

  private void change(EndpointSliceFacts facts, Dirty dirty) {
    Reading<EndpointSlice> reading = sliceReader.read(facts);
    faults.set(sliceSubject(facts.name()), reading.faults());
    if (reading.value().isEmpty()) {
      forgetSlice(facts.name(), dirty);
      return;
    }
    EndpointSlice slice = reading.value().get();
    ObjectName before = serviceOfSlice.get(slice.name());
    if (before != null && !before.equals(slice.service())) {
      forgetSlice(slice.name(), dirty);
    }
    serviceOfSlice.put(slice.name(), slice.service());
    EndpointSlice old =
        slices.computeIfAbsent(slice.service(), s -> new HashMap<>(2)).put(slice.name(), slice);
    if (!slice.equals(old)) {
      latency.changed(old, slice);
      dirty.endpointsChanged(slice.service());
    }
  }

  private void removeSlice(ObjectName name, Dirty dirty) {
    faults.set(sliceSubject(name), List.of());
    forgetSlice(name, dirty);
  }

  private void forgetSlice(ObjectName name, Dirty dirty) {
    ObjectName service = serviceOfSlice.remove(name);
    if (service != null) {
      Map<ObjectName, EndpointSlice> own = slices.get(service);
      own.remove(name);
      if (own.isEmpty()) {
        slices.remove(service);
      }
      latency.deleted(service);
      dirty.endpointsChanged(service);
    }
  }

  private void change(OwnNode changed, Dirty dirty) {
    if (!changed.facts().equals(node.facts())) {
      dirty.node();
    }
    node = changed;
    nodeKnown = true;
  }

  private void optOut(String namespace, boolean out, Dirty dirty) {
    if (out ? optedOut.add(namespace) : optedOut.remove(namespace)) {
      dirty.pods();
    }
  }

  private void listed(ClusterEvent.Listed list, Dirty dirty) {
    listed.add(list.kind());
    switch (list.kind()) {
      case SERVICE -> sweep(list, services.keySet(), name -> removeService(name, dirty));
      case ENDPOINT_SLICE -> sweep(list, serviceOfSlice.keySet(), n -> removeSlice(n, dirty));
      case POD ->
          sweep(list, pods.keySet(), name -> apply(new ClusterEvent.PodDeleted(name), dirty));
      case NAMESPACE -> sweep(list, optedOut, name -> optOut(name, false, dirty));
      case NODE -> {
        if (list.keys().isEmpty()) {
          apply(new ClusterEvent.NodeDeleted(node.facts().name()), dirty);
        }
      }
    }
  }

  private static <N> void sweep(ClusterEvent.Listed list, Set<N> known, Consumer<N> remove) {
    List<N> gone = known.stream().filter(n -> !list.keys().contains(n.toString())).toList();
    gone.forEach(remove);
  }

  private static String sliceSubject(ObjectName name) {
    return "slice " + name;
  }

  /** Whether every kind was listed once: before that, nothing may be written. */
  boolean synced() {
    return listed.size() == Kind.values().length;
  }

  Optional<Service> service(ObjectName name) {
    return Optional.ofNullable(services.get(name));
  }

  Set<ObjectName> serviceNames() {
    return services.keySet();
  }

  Collection<EndpointSlice> slices(ObjectName service) {
    return slices.getOrDefault(service, Map.of()).values();
  }

  Collection<LocalPod> pods() {
    return pods.values();
  }

  boolean balancesAtSocket(String namespace) {
    return !optedOut.contains(namespace);
  }

  /** How many objects of each kind are known; of namespaces only those that are opted out. */
  Map<Kind, Integer> objects() {
    return Map.of(
        Kind.SERVICE, services.size(),
        Kind.ENDPOINT_SLICE, serviceOfSlice.size(),
        Kind.NODE, nodeKnown ? 1 : 0,
        Kind.POD, pods.size(),
        Kind.NAMESPACE, optedOut.size());
  }

  boolean nodeKnown() {
    return nodeKnown;
  }

  OwnNode node() {
    return node;
  }

  /** Addresses of the node's interfaces. */
  Set<IpAddress> localAddresses() {
    return localAddresses;
  }
}
