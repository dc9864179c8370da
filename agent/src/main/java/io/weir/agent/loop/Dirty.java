package io.weir.agent.loop;

import io.weir.service.model.ObjectName;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a batch of events asks to be done again. */
final class Dirty {
  private final Set<ObjectName> services = new LinkedHashSet<>();
  private boolean everyService;
  private boolean pods;
  private boolean nodeAddresses;

  void service(ObjectName name) {
    services.add(name);
  }

  /** A fact about our node changed: topology, locality and source ranges depend on it. */
  void node() {
    everyService = true;
    nodeAddresses = true;
  }

  void pods() {
    pods = true;
  }

  void nodeAddresses() {
    nodeAddresses = true;
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

  boolean nodeAddressesChanged() {
    return nodeAddresses;
  }
}
