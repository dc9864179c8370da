package io.weir.agent.loop;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.compile.Flags;
import io.weir.agent.compile.NodePortAddresses;
import io.weir.agent.compile.PodCompiler;
import io.weir.agent.maps.NodeTables;
import io.weir.agent.maps.WriteFailure;
import io.weir.bpf.abi.Address;
import io.weir.bpf.abi.Pod;
import io.weir.policy.model.PodFacts;
import io.weir.values.IpAddress;
import io.weir.values.IpPrefix;
import io.weir.values.ObjectName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Brings facts about this node into the maps: its pods, found by their cgroups, and the addresses
 * that accept NodePorts. Not thread-safe: the loop owns it.
 */
final class NodeSync {
  /**
   * A cgroup that is not there after so many looks will hardly come soon: that of a static pod,
   * say, has another name.
   */
  private static final int EAGER_LOOKS = 50;

  /** From then on only every so many turns are a look. */
  private static final int TURNS_PER_LOOK = 10;

  private final ClusterState state;
  private final NodeTables tables;
  private final List<IpPrefix> nodePortRanges;
  private final Function<Set<String>, Map<String, Long>> cgroups;

  /** Cgroup ids found so far, by pod uid. */
  private final Map<String, Long> cgroupIds = new HashMap<>();

  private final Set<ObjectName> owners = new HashSet<>();
  private Set<IpAddress> accepted = Set.of();
  private boolean podsMissing;
  private int turnsMissing;

  /**
   * @param nodePortRanges empty for the node's primary addresses
   * @param cgroups finds the cgroup ids of pods by uid; those not there yet are left out
   */
  NodeSync(
      ClusterState state,
      NodeTables tables,
      List<IpPrefix> nodePortRanges,
      Function<Set<String>, Map<String, Long>> cgroups) {
    this.state = state;
    this.tables = tables;
    this.nodePortRanges = nodePortRanges;
    this.cgroups = cgroups;
  }

  int sync(Dirty dirty, Consumer<WriteFailure> failures) {
    if (dirty.nodeAddressesChanged()) {
      accepted = NodePortAddresses.of(nodePortRanges, state.node().facts(), state.localAddresses());
      Map<Address, Integer> entries = new HashMap<>();
      accepted.forEach(a -> entries.put(AbiAddress.of(a), 1));
      tables.nodeAddresses().delta().replace("node", entries);
    }
    turnsMissing = podsMissing && !dirty.podsChanged() ? turnsMissing + 1 : 0;
    boolean look = podsMissing && (eager() || turnsMissing % TURNS_PER_LOOK == 0);
    if (dirty.podsChanged() || look) {
      findCgroups();
      programPods();
    }
    return tables.apply(failures);
  }

  private void findCgroups() {
    Set<String> uids = new HashSet<>();
    state.localPods().forEach(p -> uids.add(p.uid()));
    cgroupIds.keySet().retainAll(uids);
    uids.removeAll(cgroupIds.keySet());
    if (!uids.isEmpty()) {
      cgroupIds.putAll(cgroups.apply(uids));
    }
    podsMissing = cgroupIds.size() < state.localPods().size();
  }

  private void programPods() {
    int optedOut = 0;
    Set<ObjectName> gone = new HashSet<>(owners);
    for (PodFacts pod : state.localPods()) {
      gone.remove(pod.name());
      Long id = cgroupIds.get(pod.uid());
      if (id != null) {
        Pod value = PodCompiler.compile(pod, state.balancesAtSocket(pod.name().namespace()));
        optedOut += (value.flags() & Flags.POD_NO_SOCKET_LB) == 0 ? 0 : 1;
        tables.pods().delta().replace(pod.name(), Map.of(id, value));
        owners.add(pod.name());
      }
    }
    gone.forEach(name -> tables.pods().delta().replace(name, Map.of()));
    owners.removeAll(gone);
    tables.optedOutPods().accept(optedOut);
  }

  /** A pod's cgroup has not appeared yet: look again soon. */
  boolean awaitsCgroups() {
    return podsMissing && eager();
  }

  private boolean eager() {
    return turnsMissing < EAGER_LOOKS;
  }

  boolean settled() {
    return tables.settled();
  }

  /** How many entries each map holds. */
  Map<String, Integer> entries() {
    return Map.of(
        "pods", tables.pods().delta().installed().size(),
        "node_addresses", tables.nodeAddresses().delta().installed().size());
  }

  Set<IpAddress> acceptedAddresses() {
    return accepted;
  }
}
