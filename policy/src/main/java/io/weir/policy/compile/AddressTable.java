package io.weir.policy.compile;

import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is told of each address: every one that a pod or a node has is known. */
final class AddressTable {
  private final Cluster cluster;
  private final NamespaceParts namespaces;
  private final PartTable parts = new PartTable(PartKind.POD);

  AddressTable(Cluster cluster, NamespaceParts namespaces) {
    this.cluster = cluster;
    this.namespaces = namespaces;
  }

  /**
   * Writes what changed, rows too.
   *
   * @param answers which asks hold for the addresses that were asked
   * @return whether an address that was known is another's, or other rules are for it
   */
  boolean settle(
      Map<Address, Set<LiveAsk>> answers,
      Map<IpAddress, Optional<AddressParts>> told,
      Map<RowKey, RuleBits> rows) {
    boolean changed = false;
    for (Map.Entry<Address, Set<LiveAsk>> answer : answers.entrySet()) {
      changed |= settle(answer.getKey(), answer.getValue(), told);
    }
    parts.settle(rows);
    return changed;
  }

  private boolean settle(
      Address address, Set<LiveAsk> asks, Map<IpAddress, Optional<AddressParts>> told) {
    boolean otherwise = Part.isOtherwise(address.part().asks(), asks);
    move(address, parts.use(asks));
    Optional<AddressParts> before = address.told();
    boolean another = !address.owner().map(PodFacts::uid).equals(address.toldOwner());
    Optional<AddressParts> now =
        address.isClaimed() ? Optional.of(parts(address)) : Optional.empty();
    address.told(now);
    if (now.isEmpty()) {
      cluster.forget(address);
    }
    if (!now.equals(before)) {
      told.put(address.ip(), now);
    }
    return before.isPresent()
        && (another
            || otherwise
            || !now.map(AddressParts::pod).equals(before.map(AddressParts::pod)));
  }

  private void move(Address address, Part to) {
    Part from = address.part();
    parts.release(from);
    address.part(to);
    if (from != to) {
      if (from != Part.NONE) {
        from.addresses().remove(address);
      }
      if (to != Part.NONE) {
        to.addresses().add(address);
      }
    }
  }

  private AddressParts parts(Address address) {
    int namespace = address.owner().map(pod -> namespaces.id(pod.name().namespace())).orElse(0);
    return new AddressParts(address.part().id(), namespace, address.owner().isPresent());
  }
}
