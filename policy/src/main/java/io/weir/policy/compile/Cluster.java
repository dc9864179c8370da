package io.weir.policy.compile;

import io.weir.policy.model.NamespaceFacts;
import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pods, namespaces and nodes of the cluster, and which of them changes have touched. */
final class Cluster {
  private final Map<String, Namespace> namespaces = new HashMap<>();
  private final Map<ObjectName, PodFacts> pods = new HashMap<>();
  private final Map<String, NodeFacts> nodes = new HashMap<>();
  private final Map<IpAddress, Address> addresses = new HashMap<>();
  private final Map<IpPrefix, Integer> podRanges = new HashMap<>();
  private final Touched touched = new Touched();

  /** What may have changed since it was cleared; {@code labels} are those from before. */
  static final class Touched {
    final Set<Address> addresses = new LinkedHashSet<>();
    final Set<ObjectName> pods = new LinkedHashSet<>();
    final Map<String, Map<String, String>> labels = new HashMap<>();
    final Set<IpPrefix> podRanges = new LinkedHashSet<>();

    void clear() {
      addresses.clear();
      pods.clear();
      labels.clear();
      podRanges.clear();
    }
  }

  Touched touched() {
    return touched;
  }

  Optional<Namespace> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  Collection<Namespace> namespaces() {
    return namespaces.values();
  }

  Optional<PodFacts> pod(ObjectName name) {
    return Optional.ofNullable(pods.get(name));
  }

  Collection<NodeFacts> nodes() {
    return nodes.values();
  }

  Collection<Address> addresses() {
    return addresses.values();
  }

  Optional<Address> address(IpAddress ip) {
    return Optional.ofNullable(addresses.get(ip));
  }

  boolean owns(PodFacts pod) {
    return addressesOf(pod).stream()
        .anyMatch(ip -> addresses.get(ip).owner().map(pod::equals).orElse(false));
  }

  /** Those of a hostNetwork pod are its node's. */
  static Collection<IpAddress> addressesOf(PodFacts pod) {
    return pod.hostNetwork() ? List.of() : new LinkedHashSet<>(pod.addresses());
  }

  void put(PodFacts pod) {
    PodFacts before = pods.put(pod.name(), pod);
    if (pod.equals(before)) {
      return;
    }
    if (before != null) {
      leave(before);
    }
    touchedNamespace(pod.name().namespace()).pods().put(pod.name(), pod);
    touched.pods.add(pod.name());
    for (IpAddress ip : addressesOf(pod)) {
      Address address = touchedAddress(ip);
      address.claim(pod);
      address.owner().ifPresent(owner -> touched.pods.add(owner.name()));
    }
  }

  void removePod(ObjectName name) {
    PodFacts before = pods.remove(name);
    if (before != null) {
      leave(before);
      Namespace namespace = touchedNamespace(name.namespace());
      namespace.pods().remove(name);
      forgetIfGone(namespace);
    }
  }

  /** Who owned an address before and who owns it after are both touched: one gains, one loses. */
  private void leave(PodFacts pod) {
    touched.pods.add(pod.name());
    for (IpAddress ip : addressesOf(pod)) {
      Address address = touchedAddress(ip);
      address.leave(pod.name());
      address.owner().ifPresent(owner -> touched.pods.add(owner.name()));
    }
  }

  private Address touchedAddress(IpAddress ip) {
    Address address = addresses.computeIfAbsent(ip, Address::new);
    address.owner().ifPresent(owner -> touched.pods.add(owner.name()));
    touched.addresses.add(address);
    return address;
  }

  private Namespace touchedNamespace(String name) {
    Namespace namespace = namespaces.get(name);
    if (namespace == null) {
      namespace = new Namespace(name);
      namespaces.put(name, namespace);
      touched.labels.putIfAbsent(name, Map.of());
    }
    return namespace;
  }

  private void forgetIfGone(Namespace namespace) {
    if (namespace.isGone()) {
      touched.labels.putIfAbsent(namespace.name(), namespace.labels());
      namespaces.remove(namespace.name());
    }
  }

  void put(NamespaceFacts facts) {
    know(facts.name(), Optional.of(facts));
  }

  void removeNamespace(String name) {
    if (namespaces.containsKey(name)) {
      know(name, Optional.empty());
    }
  }

  private void know(String name, Optional<NamespaceFacts> facts) {
    Namespace namespace = touchedNamespace(name);
    Map<String, String> labels = namespace.labels();
    boolean audits = namespace.audits();
    namespace.facts(facts);
    if (!namespace.labels().equals(labels) || namespace.audits() != audits) {
      touched.labels.putIfAbsent(name, labels);
      touched.pods.addAll(namespace.pods().keySet());
    }
    forgetIfGone(namespace);
  }

  void put(NodeFacts node) {
    NodeFacts before = nodes.put(node.name(), node);
    if (!node.equals(before)) {
      if (before != null) {
        leave(before);
      }
      node.podRanges().forEach(range -> count(range, 1));
      new LinkedHashSet<>(node.addresses()).forEach(ip -> touchedAddress(ip).claim(node));
    }
  }

  void removeNode(String name) {
    NodeFacts before = nodes.remove(name);
    if (before != null) {
      leave(before);
    }
  }

  private void leave(NodeFacts node) {
    node.podRanges().forEach(range -> count(range, -1));
    new LinkedHashSet<>(node.addresses()).forEach(ip -> touchedAddress(ip).leave(node.name()));
  }

  private void count(IpPrefix range, int nodesMore) {
    touched.podRanges.add(range);
    podRanges.merge(range, nodesMore, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
  }

  boolean isPodRange(IpPrefix prefix) {
    return podRanges.containsKey(prefix);
  }

  void forget(Address address) {
    addresses.remove(address.ip());
  }
}
