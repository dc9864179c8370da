package io.weir.agent.loop;

import io.weir.values.ObjectName;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a batch of events asks to be done again. */
final class Dirty {
  private final Set<ObjectName> services = new LinkedHashSet<>();
  private int serviceChanges;
  private int endpointChanges;
  private boolean everyService;
  private boolean pods;
  private boolean podLinks;
  private boolean nodeAddresses;
  private boolean wire;

  void serviceChanged(ObjectName name) {
    services.add(name);
    serviceChanges++;
  }

  void endpointsChanged(ObjectName service) {
    services.add(service);
    endpointChanges++;
  }

  /** A fact about our node changed: topology, locality and source ranges depend on it. */
  void node() {
    everyService = true;
    nodeAddresses = true;
  }

  void pods() {
    pods = true;
  }

  void podLinks() {
    podLinks = true;
  }

  void nodeAddresses() {
    nodeAddresses = true;
  }

  /** Other nodes, neighbours or ranges of ClusterIPs. */
  void wire() {
    wire = true;
  }

  int serviceChanges() {
    return serviceChanges;
  }

  int endpointChanges() {
    return endpointChanges;
  }

  Set<ObjectName> services() {
    return services;
  }

  boolean everyService() {
    return everyService;
  }

  boolean podsChanged() {
    return pods;
  }

  boolean podLinksChanged() {
    return podLinks;
  }

  boolean nodeAddressesChanged() {
    return nodeAddresses;
  }

  boolean wireChanged() {
    return wire || nodeAddresses;
  }
}
