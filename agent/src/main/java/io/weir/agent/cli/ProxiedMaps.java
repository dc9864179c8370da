package io.weir.agent.cli;

import io.weir.agent.compile.AbiAddress;
import io.weir.agent.kubeproxy.Proxied;
import io.weir.bpf.abi.Frontend;
import io.weir.bpf.abi.FrontendKey;
import io.weir.bpf.abi.NodePortKey;
import io.weir.bpf.abi.Slot;
import io.weir.bpf.map.MappedArray;
import io.weir.bpf.program.PinnedMaps;
import io.weir.values.Family;
import io.weir.values.L4Address;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Frontends and backends as our maps have them, in kube-proxy's terms. */
final class ProxiedMaps {
  private final MappedArray<Slot> slots;
  private final Map<Proxied, Sets> found = new TreeMap<>();

  /**
   * The backends of one frontend.
   *
   * @param cluster for most clients
   * @param local those of this node, for clients of a Local policy
   */
  record Sets(Set<L4Address> cluster, Set<L4Address> local) {
    /**
     * Whether kube-proxy's are one of the sets, or both: which client gets which is a question of
     * its rules' conditions, and is not compared.
     */
    boolean agreeWith(Set<L4Address> theirs) {
      Set<L4Address> both = new TreeSet<>(cluster);
      both.addAll(local);
      return theirs.equals(cluster) || theirs.equals(local) || theirs.equals(both);
    }
  }

  private ProxiedMaps(MappedArray<Slot> slots) {
    this.slots = slots;
  }

  static Map<Proxied, Sets> read(MapCommand.Pins pins) {
    try (PinnedMaps maps = pins.open()) {
      ProxiedMaps all = new ProxiedMaps(maps.mappedArray("slots", Slot.class));
      maps.map("frontends", FrontendKey.class, Frontend.class)
          .forEach((key, value) ->
              all.found.put(
                  Proxied.at(
                      AbiAddress.toIp(key.address()), key.port(), MapText.protocol(key.protocol())),
                  all.sets(value)));
      maps.map("nodeports", NodePortKey.class, Frontend.class)
          .forEach((key, value) ->
              all.found.put(
                  Proxied.nodePort(
                      key.family() == 4 ? Family.IPV4 : Family.IPV6,
                      key.port(),
                      MapText.protocol(key.protocol())),
                  all.sets(value)));
      return all.found;
    }
  }

  private Sets sets(Frontend frontend) {
    int base = frontend.slotBase();
    return new Sets(
        range(base, frontend.clusterCount()),
        range(base + frontend.localOffset(), frontend.localCount()));
  }

  private Set<L4Address> range(int first, int count) {
    Set<L4Address> backends = new TreeSet<>();
    for (int i = first; i < first + count; i++) {
      Slot slot = slots.get(i);
      backends.add(new L4Address(AbiAddress.toIp(slot.address()), slot.port()));
    }
    return backends;
  }
}
