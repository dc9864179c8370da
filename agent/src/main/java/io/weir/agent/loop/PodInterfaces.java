package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.maps.Table;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.PodLink;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.LocalPod;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Which interface leads to which pod of this node, and the programs there that translate. Not
 * thread-safe: the loop owns it.
 */
final class PodInterfaces {
  private final Table<Integer, Address, LocalPod> table;
  private final IntFunction<Optional<ObjectName>> podAt;
  private final HookedInterfaces hooked;
  private final LinkOwners owners = new LinkOwners();
  private final Map<Integer, Long> incarnations = new HashMap<>();
  private final Set<Integer> written = new HashSet<>();

  /**
   * @param podAt the pod whose policies are in force at an interface, where there are any
   */
  PodInterfaces(
      Table<Integer, Address, LocalPod> table,
      IntFunction<Optional<ObjectName>> podAt,
      Attacher hooks) {
    this.table = table;
    this.podAt = podAt;
    this.hooked = new HookedInterfaces("programs at pods' interfaces", hooks);
  }

  /** Matches anew; nothing changes before the interfaces are known. */
  void update(Optional<Set<PodLink>> links, Collection<PodFacts> pods) {
    if (links.isEmpty()) {
      return;
    }
    Map<Integer, PodFacts> found = match(links.get(), pods);
    for (PodLink link : oldestFirst(links.get())) {
      Long before = incarnations.put(link.ifindex(), link.incarnation());
      if (before != null && before != link.incarnation()) {
        hooked.lookAgain();
      }
      PodFacts pod = found.get(link.ifindex());
      table.delta().replace(link.ifindex(), pod == null ? Map.of() : entries(link, pod));
    }
    Set<Integer> gone = new HashSet<>(written);
    gone.removeAll(found.keySet());
    gone.forEach(ifindex -> table.delta().replace(ifindex, Map.of()));
    incarnations.keySet().retainAll(links.get().stream().map(PodLink::ifindex).toList());
    written.clear();
    written.addAll(found.keySet());
    hooked.want(found.keySet());
  }

  /** As policies see it; without those, as it was before. */
  private Map<Integer, PodFacts> match(Set<PodLink> links, Collection<PodFacts> pods) {
    Map<ObjectName, PodFacts> byName = new HashMap<>();
    pods.forEach(pod -> byName.put(pod.name(), pod));
    Map<Integer, IpAddress> former = new HashMap<>();
    table
        .delta()
        .installed()
        .forEach((address, pod) -> former.put(pod.ifindex(), AbiAddress.toIp(address)));
    return owners.match(
        links,
        pods,
        link ->
            podAt
                .apply(link.ifindex())
                .map(byName::get)
                .flatMap(pod -> pod.addresses().stream().findFirst())
                .or(() -> Optional.ofNullable(former.get(link.ifindex()))));
  }

  /** An address that the interface of a former pod still claims leads to the newer interface. */
  private static List<PodLink> oldestFirst(Set<PodLink> links) {
    return links.stream().sorted(Comparator.comparingLong(PodLink::incarnation)).toList();
  }

  private static Map<Address, LocalPod> entries(PodLink link, PodFacts pod) {
    Map<Address, LocalPod> entries = new HashMap<>();
    for (IpAddress ip : pod.addresses()) {
      Address address = AbiAddress.of(ip);
      entries.put(
          address, LocalPod.of(address, link.ifindex(), link.mac().bits(), link.hostMac().bits()));
    }
    return entries;
  }

  void attach(Consumer<WriteFailure> failures) {
    hooked.sync(failures);
  }

  boolean hasNews() {
    return hooked.hasNews();
  }

  boolean settled() {
    return hooked.settled();
  }

  void lookAgain() {
    hooked.lookAgain();
  }
}
