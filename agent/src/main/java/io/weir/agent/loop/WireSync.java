package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.PortKey;
import io.weir.agent.compile.ServiceAddresses;
import io.weir.agent.compile.ServiceRanges;
import io.weir.agent.compile.Uplinks;
import io.weir.agent.compile.WireFlags;
import io.weir.agent.compile.WireNodes;
import io.weir.agent.maps.WireTables;
import io.weir.agent.maps.WriteFailure;
import io.weir.agent.model.Neighbour;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.ServiceRange;
import io.weir.service.compile.Frontend;
import io.weir.values.Family;
import io.weir.values.Fault;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Brings into the maps what packets on the wire depend on beside Services: addresses, pods of this
 * node, other nodes, ranges of ClusterIPs; and keeps the programs at their interfaces. Not
 * thread-safe: the loop owns it.
 */
final class WireSync {
  private static final String NODES = "nodes";

  private final ClusterState state;
  private final Faults faults;
  private final WireTables tables;
  private final WireAddresses addresses;
  private final PodInterfaces pods;
  private final HookedInterfaces uplinks;
  private final List<String> uplinkNames;
  private boolean begun;

  /**
   * @param podAt the pod whose policies are in force at an interface, where there are any
   * @param wake asks the loop for a turn, from any thread
   */
  WireSync(
      ClusterState state,
      Faults faults,
      WireParts parts,
      IntFunction<Optional<ObjectName>> podAt,
      Runnable wake) {
    this.state = state;
    this.faults = faults;
    this.tables = parts.tables();
    this.addresses = new WireAddresses(tables.addresses());
    this.pods =
        new PodInterfaces(
            tables.pods(), podAt, new Attacher(parts.podHooks(), parts.background(), wake));
    this.uplinks =
        new HookedInterfaces(
            "programs at uplinks", new Attacher(parts.uplinkHooks(), parts.background(), wake));
    this.uplinkNames = parts.uplinks();
  }

  /** The frontends that a Service port has from now on; none when it is gone. */
  void frontends(PortKey port, Collection<Frontend> frontends) {
    addresses.put(port, ServiceAddresses.of(frontends));
  }

  /** A backend of a UDP Service port has gone or ceased to serve, and the maps say so. */
  void backendsChanged() {
    tables.switches().backendsChanged();
  }

  /**
   * One round, if there is a reason for one.
   *
   * @param accepted addresses of this node that accept NodePorts
   * @param services whether Services were programmed in this turn
   * @param again what could not be written is due to be tried again
   */
  boolean sync(
      Dirty dirty,
      Set<IpAddress> accepted,
      boolean services,
      boolean again,
      Consumer<WriteFailure> failures) {
    boolean links = dirty.podsChanged() || dirty.podLinksChanged();
    boolean news = pods.hasNews() || uplinks.hasNews();
    if (begun && !links && !news && !services && !again && !dirty.wireChanged()) {
      return false;
    }
    if (!begun || dirty.wireChanged()) {
      node(accepted);
      others();
      ranges();
    }
    if (!begun || links) {
      pods.update(state.podLinks(), state.localPods());
    }
    begun = true;
    tables.apply(failures);
    pods.attach(failures);
    uplinks.sync(failures);
    return true;
  }

  private void node(Set<IpAddress> accepted) {
    List<IpAddress> own = state.node().facts().addresses();
    addresses.put("node", flagged(accepted, WireFlags.SERVICE_ADDRESS_NODE));
    tables.switches().node(first(own, Family.IPV4), first(own, Family.IPV6));
    uplinks.want(Uplinks.of(state.wire().interfaces(), uplinkNames, own));
  }

  private static Address first(List<IpAddress> own, Family family) {
    return WireNodes.first(own, family).map(AbiAddress::of).orElse(AbiAddress.NONE);
  }

  private static Map<IpAddress, Integer> flagged(Set<IpAddress> some, int flag) {
    Map<IpAddress, Integer> flags = new HashMap<>();
    some.forEach(a -> flags.put(a, flag));
    return flags;
  }

  private void others() {
    WireNodes others =
        WireNodes.of(state.wire().nodes(), state.node().facts().name(), neighbours());
    tables.nodes().delta().replace(NODES, others.nodes());
    tables.peers().delta().replace(NODES, others.peers());
    tables.nextHops().delta().replace(NODES, others.nextHops());
    tables.neighbours().delta().replace(NODES, others.neighbours());
    addresses.put("peers", flagged(others.addresses(), WireFlags.SERVICE_ADDRESS_PEER));
    faults.set("numbers of nodes", others.faults());
  }

  /** Those on links that lead out: what a pod says of itself on its own must not make it a node. */
  private Set<Neighbour> neighbours() {
    List<IpAddress> own = state.node().facts().addresses();
    Set<Integer> links = new HashSet<>(Uplinks.of(state.wire().interfaces(), List.of(), own));
    links.addAll(Uplinks.of(state.wire().interfaces(), uplinkNames, own));
    return state.wire().neighbours().stream()
        .filter(n -> links.contains(n.ifindex()))
        .collect(Collectors.toSet());
  }

  private void ranges() {
    List<IpPrefix> all = state.wire().serviceRanges();
    int most = tables.switches().mostRanges();
    List<ServiceRange> used = all.stream().limit(most).map(ServiceRanges::of).toList();
    tables.switches().ranges(used);
    faults.set(
        "service ranges",
        all.size() <= most
            ? List.of()
            : List.of(
                new Fault(
                    "ServiceCIDR",
                    "spec.cidrs",
                    all.size()
                        + " ranges: addresses that no Service has are dropped in the first "
                        + most
                        + " only")));
  }

  boolean settled() {
    return tables.settled() && pods.settled() && uplinks.settled();
  }

  /** Somebody may have changed maps or programs: everything is compared again. */
  void resync() {
    tables.resync();
    pods.lookAgain();
    uplinks.lookAgain();
    begun = false;
  }

  WireView view() {
    return new WireView(state, tables);
  }

  Map<String, Integer> entries() {
    return tables.entries();
  }
}
