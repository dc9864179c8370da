package io.weir.policy.compile;

import io.weir.policy.model.NodeFacts;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An address that pods or nodes claim. */
final class Address {
  private final IpAddress ip;
  private List<PodFacts> pods = List.of();
  private List<NodeFacts> nodes = List.of();
  private Optional<AddressParts> told = Optional.empty();
  private Optional<String> toldOwner = Optional.empty();
  private Part part = Part.NONE;

  Address(IpAddress ip) {
    this.ip = ip;
  }

  IpAddress ip() {
    return ip;
  }

  /** The newest of the pods that claim it. */
  Optional<PodFacts> owner() {
    return pods.isEmpty() ? Optional.empty() : Optional.of(pods.getFirst());
  }

  /** Of no matter where a pod has the address. */
  List<NodeFacts> nodes() {
    return nodes;
  }

  boolean isClaimed() {
    return !pods.isEmpty() || !nodes.isEmpty();
  }

  void claim(PodFacts pod) {
    List<PodFacts> more = new ArrayList<>(pods);
    more.add(pod);
    more.sort(PodFacts.NEWEST_FIRST);
    pods = List.copyOf(more);
  }

  void leave(ObjectName pod) {
    pods = pods.stream().filter(claim -> !claim.name().equals(pod)).toList();
  }

  void claim(NodeFacts node) {
    List<NodeFacts> more = new ArrayList<>(nodes);
    more.add(node);
    nodes = List.copyOf(more);
  }

  void leave(String node) {
    nodes = nodes.stream().filter(claim -> !claim.name().equals(node)).toList();
  }

  /** Which asks hold here. */
  Part part() {
    return part;
  }

  void part(Part now) {
    part = now;
  }

  /** What the last delta said of it. */
  Optional<AddressParts> told() {
    return told;
  }

  /** The uid of the pod that had it then. */
  Optional<String> toldOwner() {
    return toldOwner;
  }

  void told(Optional<AddressParts> now) {
    told = now;
    toldOwner = owner().map(PodFacts::uid);
  }
}
